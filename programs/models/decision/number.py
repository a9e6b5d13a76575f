"""The last number of a decision of each program and year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models.program import Program


class DecisionNumber(models.Model):
    """How far the decisions of a program are numbered in a year; locked while one is signed."""

    program = models.ForeignKey(
        Program, verbose_name=_("Funding program"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("Last number of decisions")
        verbose_name_plural = _("Last numbers of decisions")
        constraints = [
            models.UniqueConstraint(fields=["program", "year"], name="decision_number_row_once"),
            models.CheckConstraint(condition=Q(last__gt=0), name="decision_number_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.year}: {self.last}"
