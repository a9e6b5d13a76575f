"""The table of the progress roll-up."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import RollupRow
from services.models.catalogue import Catalogue, OzgService


class ProgressRollup(RollupRow):
    """Counts per area and service; every counting rule is computable from them."""

    rollup_name = "progress"

    pk = models.CompositePrimaryKey("generation", "level", "ags", "service")
    service = models.ForeignKey(
        OzgService, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    competent = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()
    registered = models.PositiveIntegerField()
    configured = models.PositiveIntegerField()
    listed = models.PositiveIntegerField()
    integrated = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    level_online = models.PositiveIntegerField()
    level_compliant = models.PositiveIntegerField()
    inhabitants_competent = models.BigIntegerField()
    inhabitants_live = models.BigIntegerField()
    inhabitants_compliant = models.BigIntegerField()
    last_report = models.DateField(null=True)

    class Meta:
        verbose_name = _("Progress roll-up")
        verbose_name_plural = _("Progress roll-ups")


class ProgressArea(RollupRow):
    """What an area has reached over all services of one version of the catalogue.

    Sums over the rows of the roll-up, written with them: maps and lists read one row an area.
    """

    rollup_name = "progress"

    pk = models.CompositePrimaryKey("generation", "level", "ags", "catalogue")
    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    competent = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    last_report = models.DateField(null=True)

    class Meta:
        verbose_name = _("Progress of an area")
        verbose_name_plural = _("Progress of areas")
