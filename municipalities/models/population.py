"""Population figures, each used from its date until the next one."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.fields import OneLineField
from core.database.triggers import note_all_dirty
from core.formats import format_count, format_day
from municipalities.choices import PopulationBasis
from municipalities.models.municipality import Municipality

# A figure is used from its date, or from the day its territory stands, until the next one; before
# the first figure, the first is used.
SET_POPULATION_PERIODS = """
    UPDATE municipalities_populationfigure f
    SET used_from = w.used_from, used_to = w.used_to
    FROM (
        SELECT id,
            CASE WHEN row_number() OVER chain > 1 THEN begins END AS used_from,
            lead(begins) OVER chain AS used_to
        FROM (
            SELECT *, GREATEST(as_of, territory_from) AS begins FROM municipalities_populationfigure
        ) figures
        WINDOW chain AS (PARTITION BY municipality_id ORDER BY begins, basis)
    ) w
    WHERE f.id = w.id
        AND (f.used_from, f.used_to) IS DISTINCT FROM (w.used_from, w.used_to);
    RETURN NULL;
"""


@pghistory.track(exclude=["used_from", "used_to"])
class PopulationFigure(models.Model):
    """Inhabitants of a body at a date, with the census the figure is based on."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="population_figures",
    )
    as_of = models.DateField(_("as of"))
    population = models.PositiveIntegerField(_("inhabitants"))
    basis = models.CharField(_("basis"), max_length=20, choices=PopulationBasis.choices)
    territory_from = models.DateField(
        _("territory since"),
        null=True,
        blank=True,
        help_text=_("Where the territory changed after the date: figures for the new one."),
    )
    source = OneLineField(_("source"), max_length=200)
    used_from = models.DateField(_("used from"), null=True, editable=False)
    used_to = models.DateField(_("used to"), null=True, editable=False)

    class Meta:
        verbose_name = _("Population figure")
        verbose_name_plural = _("Population figures")
        ordering = ["municipality", "-as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "as_of", "basis", "territory_from"],
                nulls_distinct=False,
                name="population_once",
                violation_error_message=_(
                    "There is a figure for this municipality, day and basis already."
                ),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="population_periods",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.Delete
                | pgtrigger.UpdateOf("municipality_id", "as_of", "basis", "territory_from"),
                func=SET_POPULATION_PERIODS,
            ),
            note_all_dirty("population_dirty", "progress"),
            note_all_dirty("population_months_dirty", "progress_months"),
        ]

    def __str__(self) -> str:
        population = format_count(self.population)
        return f"{self.municipality_id}, {format_day(self.as_of)}: {population}"
