"""EfA operating costs, allocation keys, and support in kind."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import APPROVE
from core.database.fields import EurField, FewLinesField, OneLineField
from core.formats import format_eur
from core.forms.reasons import LONGEST_REASON
from municipalities.models import Municipality
from programs.choices import AllocationKeyKind, CostBearer, CostCategory, EntryKind
from programs.models.budget import BudgetLine
from programs.models.program import Program
from programs.models.triggers.dates import days_across_rows
from programs.models.triggers.frozen import filled_once, frozen_once
from programs.models.triggers.signed import booked_while_in_force, signed_by
from services.models import OnlineProcess

REVERSAL = ("reversal_reason", "reversal_prepared_by_id", "reversed_by_id", "reversed_at")


def _adds_up(
    name: str, operation: pgtrigger.Operation, rows: pgtrigger.Referencing
) -> pgtrigger.Trigger:
    """The shares of a cost are its amount to the cent, or there are none."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=rows,
        func="""
            IF EXISTS (
                SELECT 1 FROM (SELECT DISTINCT cost_id FROM touched) t
                JOIN programs_efacost c ON c.id = t.cost_id
                JOIN programs_efashare s ON s.cost_id = c.id
                GROUP BY c.id, c.amount_eur HAVING sum(s.amount_eur) <> c.amount_eur
            ) THEN
                RAISE EXCEPTION 'the notional shares of a cost do not add up to it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'efa_shares_add_up';
            END IF;
            RETURN NULL;
        """,
    )


class EfaCostQuerySet(models.QuerySet["EfaCost"]):
    def in_force(self) -> EfaCostQuerySet:
        """Approved costs that nobody reversed."""
        return self.filter(approved_at__isnull=False, reversed_at__isnull=True)

    def waiting(self) -> EfaCostQuerySet:
        """What a second person has to approve: the cost, or its reversal."""
        asked = Q(approved_at__isnull=True) | Q(reversal_prepared_by__isnull=False)
        return self.filter(asked, reversed_at__isnull=True)


@pghistory.track()
class EfaCost(models.Model):
    """Operating cost of one EfA service in one year and category; booked when approved.

    What the state bears is booked on a budget line; what a municipality bears is only recorded.
    A wrong cost is reversed by two people, with a reason; nothing signed is changed.
    """

    process = models.ForeignKey(
        OnlineProcess, verbose_name=_("EfA service"), on_delete=models.PROTECT, related_name="costs"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    line = models.ForeignKey(
        BudgetLine,
        verbose_name=_("budget line"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    category = models.CharField(_("cost category"), max_length=1, choices=CostCategory.choices)
    key_kind = models.CharField(
        _("allocation key"), max_length=12, choices=AllocationKeyKind.choices
    )
    bearer = models.CharField(
        _("cost bearer"), max_length=12, choices=CostBearer.choices, default=CostBearer.STATE
    )
    amount_eur = EurField(_("amount (EUR)"))
    document = OneLineField(_("document"), max_length=200, blank=True)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"), db_default=Now())
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    reversal_reason = FewLinesField(
        _("reason for the reversal"), max_length=LONGEST_REASON, blank=True
    )
    reversal_prepared_by = models.ForeignKey(
        User,
        verbose_name=_("reversal prepared by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reversed_by = models.ForeignKey(
        User,
        verbose_name=_("reversal approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reversed_at = models.DateTimeField(_("reversed at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = EfaCostQuerySet.as_manager()

    version_parts = ("shares",)
    named_with = ("process",)

    class Meta:
        verbose_name = _("EfA operating cost")
        verbose_name_plural = _("EfA operating costs")
        ordering = ["-year", "process", "category", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="efa_cost_positive",
                violation_error_message=_("Costs are more than 0,00 €."),
            ),
            models.UniqueConstraint(
                fields=["process", "year", "category", "bearer"],
                condition=Q(reversed_at__isnull=True),
                name="efa_cost_once",
                violation_error_message=_(
                    "These costs are recorded for this process and year already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="efa_cost_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(reversed_by__isnull=True)
                | (~Q(reversed_by=F("reversal_prepared_by")) & ~Q(reversal_reason="")),
                name="efa_reversal_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(bearer=CostBearer.STATE, line__isnull=False)
                | Q(bearer=CostBearer.MUNICIPALITY, line__isnull=True),
                name="efa_line_only_for_state",
                violation_error_message=_(
                    "What the state bears has a budget line; what municipalities bear has none."
                ),
            ),
        ]
        triggers = [
            days_across_rows("efacost"),
            *frozen_once("approved_at", "efa_cost", except_for=REVERSAL),
            filled_once("approved_at", "efa_cost", ends="reversed_at"),
            signed_by("approved_at", "prepared_by_id", "approved_by_id", APPROVE),
            signed_by("reversed_at", "reversal_prepared_by_id", "reversed_by_id", APPROVE),
            booked_while_in_force(
                "efa_cost_id",
                kinds=[EntryKind.OPERATING_COST],
                ends="reversed_at",
                where="it.line_id IS NOT NULL",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.year} {self.get_category_display()}"


class EfaShare(models.Model):
    """The notional part of one body in a cost that the state bears: support in kind, no money.

    Computed from the year's key, cent-exact; it stands in no ledger and in no sum of grants.
    """

    cost = models.ForeignKey(
        EfaCost,
        verbose_name=_("EfA operating cost"),
        on_delete=models.CASCADE,
        related_name="shares",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="efa_shares",
    )
    key_value = models.DecimalField(_("value of the key"), max_digits=16, decimal_places=6)
    amount_eur = EurField(_("notional share (EUR)"))

    named_with = ("cost", "municipality")

    class Meta:
        verbose_name = _("Notional share")
        verbose_name_plural = _("Notional shares")
        ordering = ["cost", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["cost", "municipality"],
                name="efa_share_once",
                violation_error_message=_("This municipality bears a share already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_eur__gte=0),
                name="efa_share_not_negative",
                violation_error_message=_("A share cannot be negative."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="recomputed_not_changed", operation=pgtrigger.Update),
            _adds_up("shares_add_up", pgtrigger.Insert, pgtrigger.Referencing(new="touched")),
            _adds_up("shares_stay_whole", pgtrigger.Delete, pgtrigger.Referencing(old="touched")),
        ]

    def __str__(self) -> str:
        return f"{self.cost}: {self.municipality} {format_eur(self.amount_eur)}"


class AllocationKey(models.Model):
    """A yearly key value: of a municipal body, or in percent the part of Hessen (Königstein).

    A key with a process counts for it alone and goes before the general one.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("key"), max_length=12, choices=AllocationKeyKind.choices)
    process = models.ForeignKey(
        OnlineProcess,
        verbose_name=_("EfA service"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=6)
    source = OneLineField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("Allocation key")
        verbose_name_plural = _("Allocation keys")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "process", "municipality"],
                nulls_distinct=False,
                name="allocation_key_once",
                violation_error_message=_(
                    "This municipality has a value of this key for the year already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="key_value_not_negative",
                violation_error_message=_("The value of a key cannot be negative."),
            ),
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
    description = OneLineField(_("what"), max_length=200)
    quantity = models.PositiveIntegerField(_("number"), default=1)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    named_with = ("municipality",)

    class Meta:
        verbose_name = _("Support in kind")
        verbose_name_plural = _("Support in kind")
        ordering = ["-received_on", "pk"]

    def __str__(self) -> str:
        return f"{self.description}, {self.municipality}"
