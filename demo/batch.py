"""Collects the rows of the demo cases and writes them in the order the database asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Model

from accounts.models import User
from core.database.text_keys import search_key
from demo.dates import office_hour
from programs.actions.decision.numbers import number_decisions
from programs.choices import EntryKind
from programs.models import (
    CentralPayment,
    Decision,
    DecisionShare,
    Drawdown,
    EfaCost,
    Grant,
    InterestPayment,
    LedgerEntry,
    MissingPaper,
    Participation,
    Payment,
    ProofOfUse,
    Reclaim,
    Reminder,
    Repayment,
    StationLog,
    Tranche,
)

AT_A_TIME = 2000
APPROVAL = (
    "approved_by",
    "approved_at",
    "decided_on",
    "number",
    "notified_on",
    "notification_kind",
    "delivered_on",
    "objected_on",
    "final_on",
    "countersigned_by",
    "countersigned_at",
)
# Of one day's bookings, the one that gives comes before the one that takes.
ORDER = {kind: position for position, kind in enumerate(EntryKind)}


@dataclass(frozen=True)
class Staff:
    """The demo people who work on cases."""

    officer: User
    approver: User
    second_approver: User
    budget_officer: User


@dataclass(frozen=True)
class DemoSignature:
    """What approving a decision adds to it; written after its shares and tranches."""

    decision: Decision
    values: dict[str, Any]


@dataclass
class Batch:
    """Rows by table, waiting to be written."""

    staff: Staff
    rows: dict[type[Model], list[Any]] = field(default_factory=dict)
    signatures: list[DemoSignature] = field(default_factory=list)
    claimed: list[tuple[Reclaim, dict[str, Any]]] = field(default_factory=list)
    settled: list[tuple[Reclaim, dict[str, Any]]] = field(default_factory=list)

    def add(self, row: Model) -> None:
        """Keep a row for its table."""
        self.rows.setdefault(type(row), []).append(row)

    def sign(self, decision: Decision, **values: Any) -> None:
        """Approve the decision once its parts are there."""
        self.signatures.append(DemoSignature(decision, values))

    def book(self, kind: EntryKind, amount_eur: Decimal, on: date, **values: Any) -> None:
        """A ledger entry, found correct and approved by two people."""
        if amount_eur:
            values.setdefault("recorded_by", self.staff.officer)
            values.setdefault("approved_by", self.staff.approver)
            self.add(
                LedgerEntry(
                    kind=kind,
                    amount_eur=amount_eur,
                    booked_on=on,
                    recorded_at=office_hour(on, 12),
                    **values,
                )
            )

    def write(self, *, on_new_year: Callable[[int], None]) -> None:
        """Write everything; decisions are approved after their parts, bookings run with time.

        `on_new_year` does what people do when a year begins, before its first booking.
        """
        for grant in self.rows.get(Grant, []):
            grant.search_text = search_key(
                f"{grant.file_reference} {grant.title} {grant.subject_area}"
            )
        self._insert(Grant, Participation, StationLog, MissingPaper)
        self._insert(Decision, DecisionShare, Tranche)
        self._approve()
        self._insert(Drawdown, Payment, ProofOfUse, Reminder, Reclaim, Repayment)
        self._follow(self.claimed)
        self._insert(InterestPayment)
        self._follow(self.settled)
        self._insert(EfaCost, CentralPayment)
        entries = self.rows.get(LedgerEntry, [])
        entries.sort(key=lambda entry: (entry.booked_on, ORDER[entry.kind]))
        for year, of_year in groupby(entries, key=lambda entry: entry.booked_on.year):
            on_new_year(year)
            LedgerEntry.objects.bulk_create(of_year, batch_size=AT_A_TIME)

    def _insert(self, *models: type[Model]) -> None:
        for model in models:
            model._default_manager.bulk_create(self.rows.get(model, []), batch_size=AT_A_TIME)

    def _follow(self, reclaims: list[tuple[Reclaim, dict[str, Any]]]) -> None:
        """What the money that came does to its reclaim."""
        for reclaim, values in reclaims:
            for name, value in values.items():
                setattr(reclaim, name, value)
            reclaim.save(update_fields=list(values))

    def _approve(self) -> None:
        decisions = []
        for signature in self.signatures:
            for name, value in signature.values.items():
                setattr(signature.decision, name, value)
            decisions.append(signature.decision)
        number_decisions(sorted(decisions, key=attrgetter("approved_at")))
        Decision.objects.bulk_update(decisions, APPROVAL, batch_size=500)


def signed(staff: Staff, on: date, at: datetime | None = None) -> dict[str, Any]:
    """The values of an approval on a day."""
    return {
        "approved_by": staff.approver,
        "approved_at": at or office_hour(on, 14),
        "decided_on": on,
    }
