"""Budget lines, the money ledger, and the balance rows at which the database says no."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.model_fields import EurField
from core.models import RollupRow
from core.triggers import append_only, note_all_dirty, note_dirty
from municipalities.models import Municipality
from programs.choices import EntryKind, FundingStatus
from programs.models import ledger_sql
from programs.models.program import Program


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def cash(self) -> BudgetLineQuerySet:
        """Lines of the year itself, without commitment authorisations."""
        return self.filter(due_year__isnull=True)

    def of_year(self, year: int) -> BudgetLineQuerySet:
        return self.filter(fiscal_year=year)


@pghistory.track()
class BudgetLine(models.Model):
    """Money of one program in one fiscal year, on a Förderprodukt.

    With a due year the line is a commitment authorisation (Verpflichtungsermächtigung): it binds
    a later year. What the line has to give is booked in the ledger, never stored here.
    """

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="budget_lines"
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    due_year = models.PositiveSmallIntegerField(
        _("due year of the commitment authorisation"), null=True, blank=True
    )
    einzelplan = models.CharField(_("Einzelplan"), max_length=10)
    kapitel = models.CharField(_("Kapitel"), max_length=20)
    foerderprodukt = models.CharField(_("Förderprodukt"), max_length=40)
    titel = models.CharField(_("Titel"), max_length=20, blank=True)
    is_ceiling = models.BooleanField(_("ceiling (“up to”)"), default=False)
    funding_status = models.CharField(
        _("funding promise"),
        max_length=10,
        choices=FundingStatus.choices,
        default=FundingStatus.COMMITTED,
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("Budget line")
        verbose_name_plural = _("Budget lines")
        ordering = ["-fiscal_year", "einzelplan", "kapitel", "foerderprodukt", "due_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "fiscal_year", "due_year", "kapitel", "foerderprodukt", "titel"],
                nulls_distinct=False,
                name="budget_line_once",
            ),
            models.CheckConstraint(
                condition=Q(due_year__isnull=True) | Q(due_year__gt=F("fiscal_year")),
                name="authorisation_is_due_later",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__range=(2000, 2100)), name="fiscal_year_plausible"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="opens_balance",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=ledger_sql.OPEN_BALANCE,
            ),
            note_all_dirty(
                "line_dirty", "budget", pgtrigger.UpdateOf("program_id", "fiscal_year", "due_year")
            ),
        ]

    def __str__(self) -> str:
        due = f" VE {self.due_year}" if self.due_year else ""
        return f"{self.fiscal_year}{due} · {self.kapitel}/{self.foerderprodukt} · {self.program}"


class BudgetBalance(models.Model):
    """What a budget line has and what is bound; kept by a trigger on the ledger.

    The cap is the CHECK here: whatever door a booking came through, the database decides, and
    concurrent bookings queue on this row.
    """

    line = models.OneToOneField(
        BudgetLine, primary_key=True, on_delete=models.CASCADE, related_name="balance"
    )
    available_eur = EurField(_("available (EUR)"), default=0)
    committed_eur = EurField(_("committed (EUR)"), default=0)
    paid_eur = EurField(_("paid (EUR)"), default=0)

    class Meta:
        verbose_name = _("Balance of a budget line")
        verbose_name_plural = _("Balances of the budget lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(committed_eur__lte=F("available_eur")), name="never_over_budget"
            ),
            models.CheckConstraint(
                condition=Q(paid_eur__lte=F("committed_eur")), name="never_paid_over_committed"
            ),
            models.CheckConstraint(
                condition=Q(available_eur__gte=0, committed_eur__gte=0, paid_eur__gte=0),
                name="balance_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.committed_eur} / {self.available_eur}"


class GrantBalance(models.Model):
    """What one grant has on one budget line: committed >= drawn >= paid >= repaid."""

    grant = models.ForeignKey("programs.Grant", on_delete=models.CASCADE, related_name="balances")
    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="grant_balances")
    committed_eur = EurField(_("committed (EUR)"), default=0)
    drawn_eur = EurField(_("drawn (EUR)"), default=0)
    paid_eur = EurField(_("paid (EUR)"), default=0)
    claimed_eur = EurField(_("reclaimed (EUR)"), default=0)
    repaid_eur = EurField(_("repaid (EUR)"), default=0)

    class Meta:
        verbose_name = _("Balance of a grant")
        verbose_name_plural = _("Balances of the grants")
        constraints = [
            models.UniqueConstraint(fields=["grant", "line"], name="grant_balance_once"),
            models.CheckConstraint(
                condition=Q(drawn_eur__lte=F("committed_eur")), name="never_drawn_over_committed"
            ),
            models.CheckConstraint(
                condition=Q(paid_eur__lte=F("drawn_eur")), name="never_paid_over_drawn"
            ),
            models.CheckConstraint(
                condition=Q(repaid_eur__lte=F("paid_eur")), name="never_repaid_over_paid"
            ),
            models.CheckConstraint(
                condition=Q(claimed_eur__lte=F("paid_eur")), name="never_reclaimed_over_paid"
            ),
            models.CheckConstraint(
                condition=Q(committed_eur__gte=0, paid_eur__gte=0, repaid_eur__gte=0),
                name="grant_balance_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}/{self.line_id}: {self.committed_eur}"


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def booked_by(self, day: date) -> LedgerEntryQuerySet:
        """Entries with effect on or before `day`."""
        return self.filter(booked_on__lte=day)


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
        "programs.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    drawdown = models.ForeignKey(
        "programs.Drawdown", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    payment = models.ForeignKey(
        "programs.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    reclaim = models.ForeignKey(
        "programs.Reclaim", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    document = models.CharField(_("document"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
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
        indexes = [models.Index(fields=["line", "booked_on"], name="ledger_line_day")]
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
            note_dirty("ledger_dirty", pgtrigger.Insert, ledger_sql.TOUCHED_GROUPS),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.get_kind_display()} {self.amount_eur}"


class BudgetRollup(RollupRow):
    """Sums of the money ledger per area, program and fiscal year."""

    rollup_name = "budget"

    pk = models.CompositePrimaryKey("generation", "level", "ags", "program", "fiscal_year")
    program = models.ForeignKey(
        Program, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    fiscal_year = models.PositiveSmallIntegerField()
    appropriated_eur = EurField()
    supplementary_eur = EurField()
    carried_over_eur = EurField()
    blocked_eur = EurField()
    available_eur = EurField()
    committed_eur = EurField()
    drawn_eur = EurField()
    paid_eur = EurField()
    claimed_eur = EurField()
    repaid_eur = EurField()
    interest_eur = EurField()
    operating_cost_eur = EurField()
    authorised_eur = EurField()
    authorised_bound_eur = EurField()
    grants = models.PositiveIntegerField()
    participations = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("Budget roll-up")
        verbose_name_plural = _("Budget roll-ups")
