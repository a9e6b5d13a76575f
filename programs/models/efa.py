"""EfA operating costs, allocation keys, and support in kind."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.model_fields import EurField
from municipalities.models import Municipality
from programs.choices import AllocationKeyKind, CostBearer, CostCategory
from programs.models.budget import BudgetLine
from programs.models.program import Program
from services.models import OnlineProcess


@pghistory.track()
class EfaCost(models.Model):
    """Operating cost of one EfA service in one year and category; booked when approved."""

    process = models.ForeignKey(
        OnlineProcess, verbose_name=_("EfA service"), on_delete=models.PROTECT, related_name="costs"
    )
    line = models.ForeignKey(
        BudgetLine, verbose_name=_("budget line"), on_delete=models.PROTECT, related_name="+"
    )
    category = models.CharField(_("cost category"), max_length=1, choices=CostCategory.choices)
    key_kind = models.CharField(
        _("allocation key"), max_length=12, choices=AllocationKeyKind.choices
    )
    bearer = models.CharField(
        _("cost bearer"), max_length=12, choices=CostBearer.choices, default=CostBearer.STATE
    )
    amount_eur = EurField(_("amount (EUR)"))
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    class Meta:
        verbose_name = _("EfA operating cost")
        verbose_name_plural = _("EfA operating costs")
        ordering = ["-line__fiscal_year", "process"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_eur__gt=0), name="efa_cost_positive"),
            models.UniqueConstraint(fields=["process", "line", "category"], name="efa_cost_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("prepared_by")),
                name="efa_cost_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.line.fiscal_year} {self.get_category_display()}"


class AllocationKey(models.Model):
    """A yearly key value: of a state (Königstein) or of a municipal body."""

    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("key"), max_length=12, choices=AllocationKeyKind.choices)
    process = models.ForeignKey(
        OnlineProcess, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=6)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("Allocation key")
        verbose_name_plural = _("Allocation keys")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "process", "municipality"],
                nulls_distinct=False,
                name="allocation_key_once",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="key_value_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class InKindSupport(models.Model):
    """What a body received without money: advice, a civento process, a factory's result."""

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="in_kind"
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="in_kind",
    )
    received_on = models.DateField(_("received on"))
    description = models.CharField(_("what"), max_length=200)
    quantity = models.PositiveIntegerField(_("number"), default=1)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("Support in kind")
        verbose_name_plural = _("Support in kind")
        ordering = ["-received_on"]

    def __str__(self) -> str:
        return f"{self.description} ({self.municipality})"
