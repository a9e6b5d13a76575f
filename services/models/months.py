"""The month-end series of progress, and which of its months no longer show what was."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.areas import Level
from core.formats import format_day
from services.models.catalogue import Catalogue, ThemeField


class MonthEnd(models.Model):
    """A month end of the series: computed, to be computed again, and checked when."""

    day = models.DateField(_("month end"), primary_key=True)
    is_stale = models.BooleanField(default=True)
    stale_theme_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Only these are stale; empty: all.",
    )
    computed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(null=True)
    difference_rows = models.JSONField(default=list)

    class Meta:
        verbose_name = _("Month end")
        verbose_name_plural = _("Month ends")
        ordering = ["day"]

    def __str__(self) -> str:
        return format_day(self.day)


# What is counted at a month end, in the order in which it is computed and read.
COUNTS = (
    "services", "federal_any", "level3_any", "area_wide", "provided", "competent", "reported",
    "live", "compliant", "inhabitants_competent", "inhabitants_live", "inhabitants_compliant",
)  # fmt: skip


class ProgressMonth(models.Model):
    """Counts of one theme field in one area at a month end, by one version of the catalogue.

    Each service has one theme field, so sums over theme fields are the counts of the whole.
    """

    day = models.DateField(_("month end"))
    level = models.CharField(max_length=20, choices=Level.choices)
    ags = models.CharField(max_length=8, db_collation="C")
    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    theme_field = models.ForeignKey(
        ThemeField, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    services = models.PositiveIntegerField()
    federal_any = models.PositiveIntegerField()
    level3_any = models.PositiveIntegerField()
    area_wide = models.PositiveIntegerField()
    provided = models.PositiveIntegerField()
    competent = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    compliant = models.PositiveIntegerField()
    inhabitants_competent = models.BigIntegerField()
    inhabitants_live = models.BigIntegerField()
    inhabitants_compliant = models.BigIntegerField()

    class Meta:
        verbose_name = _("Progress at a month end")
        verbose_name_plural = _("Progress at month ends")
        constraints = [
            models.UniqueConstraint(
                fields=["ags", "level", "day", "catalogue", "theme_field"],
                name="progress_month_key",
            )
        ]
        indexes = [models.Index(fields=["day"], name="progress_month_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.level} {self.ags} {self.theme_field_id}"
