"""Budget lines, and the balance rows at which the database says no."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.guarded import by_two_people
from core.database.fields import EurField, OneLineField
from core.database.triggers import note_all_dirty
from core.formats import format_day, format_eur
from core.models import RollupRow
from programs.choices import FundingStatus
from programs.models.program import Program
from programs.models.triggers import ledger as ledger_sql


@pghistory.track()
class ClosingDay(models.Model):
    """Until when payments of a year are recorded on it: the treasury tells the last in January.

    A year without one closes with its last day. Source: §§ 34, 45 LHO (docs/rules/budget.md).
    """

    year = models.PositiveSmallIntegerField(_("fiscal year"), unique=True)
    closes_on = models.DateField(_("books close on"))
    source = OneLineField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("Closing day")
        verbose_name_plural = _("Closing days")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__year=F("year") + 1),
                name="closing_day_in_the_next_year",
                violation_error_message=_("The books of a year close in the year after it."),
            )
        ]
        triggers = [by_two_people("programs.closingday")]

    def __str__(self) -> str:
        return f"{self.year}: {format_day(self.closes_on)}"


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def cash(self) -> BudgetLineQuerySet:
        """Lines of the year itself, without commitment authorisations."""
        return self.filter(due_year__isnull=True)

    def of_year(self, year: int) -> BudgetLineQuerySet:
        return self.filter(fiscal_year=year)

    def open_in(self, year: int) -> BudgetLineQuerySet:
        """Lines whose year is not over: what a case of that year or a later one may plan with."""
        return self.filter(fiscal_year__gte=year)

    def payable_on(self, today: date) -> BudgetLineQuerySet:
        """Lines that something may be drawn and paid on today: of its year, or not closed yet."""
        late = ClosingDay.objects.filter(year=today.year - 1, closes_on__gte=today)
        return self.filter(Q(fiscal_year=today.year) | Q(fiscal_year__in=late.values("year")))


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
    einzelplan = OneLineField(_("Einzelplan"), max_length=10)
    kapitel = OneLineField(_("Kapitel"), max_length=20)
    foerderprodukt = OneLineField(_("Förderprodukt"), max_length=40)
    titel = OneLineField(_("Titel"), max_length=20, blank=True)
    is_ceiling = models.BooleanField(_("ceiling (“up to”)"), default=False)
    funding_status = models.CharField(
        _("funding promise"),
        max_length=10,
        choices=FundingStatus.choices,
        default=FundingStatus.COMMITTED,
    )
    note = OneLineField(_("note"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = BudgetLineQuerySet.as_manager()

    named_with = ("program",)

    class Meta:
        verbose_name = _("Budget line")
        verbose_name_plural = _("Budget lines")
        ordering = ["-fiscal_year", "einzelplan", "kapitel", "foerderprodukt", "due_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "fiscal_year", "due_year", "kapitel", "foerderprodukt", "titel"],
                nulls_distinct=False,
                name="budget_line_once",
                violation_error_message=_(
                    "This budget line exists in this program and year already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(due_year__isnull=True) | Q(due_year__gt=F("fiscal_year")),
                name="authorisation_is_due_later",
                violation_error_message=_(
                    "A commitment authorisation falls due after its fiscal year."
                ),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__range=(2000, 2100)),
                name="fiscal_year_plausible",
                violation_error_message=_("The fiscal year lies between 2000 and 2100."),
            ),
        ]
        triggers = [
            by_two_people("programs.budgetline", "funding_status", of_new=False),
            pgtrigger.Trigger(
                name="opens_balance",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=ledger_sql.OPEN_BALANCE,
            ),
            pgtrigger.Trigger(
                name="line_kept_once_booked",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("program_id", "fiscal_year", "due_year"),
                func=ledger_sql.KEPT_ONCE_BOOKED,
            ),
            note_all_dirty(
                "line_dirty", "budget", pgtrigger.UpdateOf("program_id", "fiscal_year", "due_year")
            ),
        ]

    def __str__(self) -> str:
        due = f" VE {self.due_year}" if self.due_year else ""
        return f"{self.fiscal_year}{due} · {self.kapitel}/{self.foerderprodukt} · {self.program}"


def _by_ledger() -> pgtrigger.Trigger:
    """A balance is written by the trigger of the ledger alone, whoever asks."""
    return pgtrigger.Trigger(
        name="balance_by_ledger",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF pg_trigger_depth() < 2 THEN
                RAISE EXCEPTION 'balances follow the ledger: book instead'
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'balance_by_ledger';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


class BudgetBalance(models.Model):
    """What a budget line has and what is bound; kept by a trigger on the ledger.

    The cap is the CHECK here: whatever door a booking came through, the database decides, and
    concurrent bookings queue on this row.
    """

    line = models.OneToOneField(
        BudgetLine, primary_key=True, on_delete=models.CASCADE, related_name="balance"
    )
    available_eur = EurField(_("available (EUR)"), default=0)
    blocked_eur = EurField(_("blocked (EUR)"), default=0)
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
            models.CheckConstraint(
                condition=Q(blocked_eur__gte=0), name="never_released_over_blocked"
            ),
        ]
        triggers = [_by_ledger()]

    def __str__(self) -> str:
        bound, available = format_eur(self.committed_eur), format_eur(self.available_eur)
        return f"{self.line}: {bound} / {available}"

    @property
    def free_eur(self) -> Decimal:
        """What is not bound yet, in euros."""
        return self.available_eur - self.committed_eur


class GrantBalance(models.Model):
    """What one grant has on one budget line: committed >= drawn >= paid >= repaid."""

    grant = models.ForeignKey("programs.Grant", on_delete=models.CASCADE, related_name="balances")
    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="grant_balances")
    committed_eur = EurField(_("committed (EUR)"), default=0)
    drawn_eur = EurField(_("drawn (EUR)"), default=0)
    paid_eur = EurField(_("paid (EUR)"), default=0)
    claimed_eur = EurField(_("reclaimed (EUR)"), default=0)
    repaid_eur = EurField(_("repaid (EUR)"), default=0)
    interest_claimed_eur = EurField(_("interest claimed (EUR)"), default=0)
    interest_received_eur = EurField(_("interest received (EUR)"), default=0)

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
                condition=Q(repaid_eur__lte=F("claimed_eur")), name="never_repaid_over_claimed"
            ),
            models.CheckConstraint(
                condition=Q(interest_received_eur__lte=F("interest_claimed_eur")),
                name="never_more_interest_than_claimed",
            ),
            models.CheckConstraint(
                condition=Q(
                    committed_eur__gte=0,
                    paid_eur__gte=0,
                    repaid_eur__gte=0,
                    claimed_eur__gte=0,
                    interest_received_eur__gte=0,
                ),
                name="grant_balance_not_negative",
            ),
        ]
        triggers = [_by_ledger()]

    def __str__(self) -> str:
        return f"{self.grant_id}/{self.line_id}: {format_eur(self.committed_eur)}"


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
    interest_claimed_eur = EurField()
    interest_received_eur = EurField()
    operating_cost_eur = EurField()
    authorised_eur = EurField()
    authorised_bound_eur = EurField()
    grants = models.PositiveIntegerField()
    participations = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("Budget roll-up")
        verbose_name_plural = _("Budget roll-ups")
