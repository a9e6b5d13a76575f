"""The money ledger: one immutable row per booking."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.database.fields import EurField, FewLinesField, OneLineField
from core.database.triggers import append_only, note_dirty
from core.formats import format_day, format_eur
from core.forms.reasons import LONGEST_REASON
from municipalities.models import Municipality
from programs.choices import EntryKind
from programs.models.budget import BudgetLine
from programs.models.triggers import ledger as ledger_sql
from programs.models.triggers.acts import NAMES_ITS_ACT
from programs.rules.kinds import of_sign


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def booked_by(self, day: date) -> LedgerEntryQuerySet:
        """Entries with effect on or before `day`."""
        return self.filter(booked_on__lte=day)

    def told_to(self, municipalities: Collection[str]) -> LedgerEntryQuerySet:
        """What these bodies may know: their own, nothing of a decision before its notification."""
        return self.filter(municipality__in=municipalities).exclude(
            decision__isnull=False, decision__notified_on__isnull=True
        )


class LedgerEntry(models.Model):
    """One immutable booking. Corrections are reversals with a reason."""

    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind.choices)
    amount_eur = EurField(_("amount (EUR)"))
    line = models.ForeignKey(
        BudgetLine, verbose_name=_("budget line"), on_delete=models.PROTECT, related_name="entries"
    )
    grant = models.ForeignKey(
        "programs.Grant",
        verbose_name=_("grant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decision = models.ForeignKey(
        "programs.Decision",
        verbose_name=_("Decision"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    drawdown = models.ForeignKey(
        "programs.Drawdown",
        verbose_name=_("Drawdown"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    payment = models.ForeignKey(
        "programs.Payment",
        verbose_name=_("Payment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    reclaim = models.ForeignKey(
        "programs.Reclaim",
        verbose_name=_("Reclaim"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    repayment = models.ForeignKey(
        "programs.Repayment",
        verbose_name=_("Repayment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    interest_payment = models.ForeignKey(
        "programs.InterestPayment",
        verbose_name=_("Payment of interest"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    efa_cost = models.ForeignKey(
        "programs.EfaCost",
        verbose_name=_("EfA operating cost"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    central_payment = models.ForeignKey(
        "programs.CentralPayment",
        verbose_name=_("Central payment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    budget_booking = models.ForeignKey(
        "programs.BudgetBooking",
        verbose_name=_("budget booking"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    authorisation = models.ForeignKey(  # or the line of the year before, at the change of years
        BudgetLine,
        verbose_name=_("taken over from"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    document = OneLineField(_("document"), max_length=200)
    reason = FewLinesField(_("reason"), max_length=LONGEST_REASON, blank=True)
    booked_on = models.DateField(_("booked on"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
    )

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ledger entry")
        verbose_name_plural = _("Ledger entries")
        ordering = ["booked_on", "pk"]
        indexes = [
            models.Index(fields=["line", "booked_on"], name="ledger_line_day"),
            models.Index(  # who takes part in what, counted by programs.queries
                fields=["municipality", "grant"],
                include=["line", "booked_on", "authorisation"],
                condition=Q(kind=EntryKind.COMMITMENT),
                name="ledger_commitments",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_eur=0), name="entry_moves_money"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""), name="reversal_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True)
                | Q(approved_by__isnull=True)
                | ~Q(recorded_by=F("approved_by")),
                name="entry_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False)
                | (
                    (Q(amount_eur__gt=0) | ~Q(kind__in=of_sign(1)))
                    & (Q(amount_eur__lt=0) | ~Q(kind__in=of_sign(-1)))
                ),
                name="entry_has_sign_of_kind",
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="keeps_balances",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="booked"),
                func=ledger_sql.KEEP_BALANCES,
            ),
            pgtrigger.Trigger(
                name="keeps_reversals",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="booked"),
                func=ledger_sql.KEEP_REVERSALS,
            ),
            pgtrigger.Trigger(
                name="keeps_authorisations",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="booked"),
                func=ledger_sql.KEEP_AUTHORISATIONS,
            ),
            pgtrigger.Trigger(
                name="keeps_years",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="booked"),
                func=ledger_sql.KEEP_YEARS,
            ),
            pgtrigger.Trigger(
                name="names_its_act",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="booked"),
                func=NAMES_ITS_ACT,
            ),
            note_dirty("ledger_dirty", pgtrigger.Insert, ledger_sql.TOUCHED_GROUPS),
        ]

    def __str__(self) -> str:
        kind = self.get_kind_display()
        return f"{format_day(self.booked_on)}: {kind} {format_eur(self.amount_eur)}"
