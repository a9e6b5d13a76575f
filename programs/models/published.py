"""Figures published by others: shown beside ours, never mixed into sums."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.fields import OneLineField
from programs.choices import Qualifier
from programs.models.program import Program


class PublishedFigure(models.Model):
    """A published figure with qualifier, basis, counting rule, date and source."""

    key = models.SlugField(_("key"), max_length=80, primary_key=True)
    program = models.ForeignKey(
        Program,
        verbose_name=_("program"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="published_figures",
    )
    region = OneLineField(_("region"), max_length=60, default="Hessen")
    measure = OneLineField(_("measure"), max_length=100)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True, blank=True)
    unit = OneLineField(_("unit"), max_length=100)
    qualifier = models.CharField(_("qualifier"), max_length=20, choices=Qualifier.choices)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("until"), null=True, blank=True)
    as_of = OneLineField(_("as of"), max_length=10, blank=True)
    basis = OneLineField(_("basis"), max_length=200)
    counting_rule = OneLineField(_("counting rule"), max_length=200)
    source = OneLineField(_("source"), max_length=400)

    class Meta:
        verbose_name = _("Published figure")
        verbose_name_plural = _("Published figures")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis="") & ~Q(source="") & ~Q(counting_rule=""),
                name="published_figure_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(qualifier=Qualifier.UNKNOWN),
                name="no_value_means_unknown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.region}"
