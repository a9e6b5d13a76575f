"""The invariants of the money that the database itself keeps, past every action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction

from programs.choices import EntryKind
from programs.models import Decision, Grant, LedgerEntry, Payment, Reclaim
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory

pytestmark = pytest.mark.django_db

Attempt = Callable[[Staff], object]
CENT = Decimal("0.01")


def booking(kind: EntryKind, amount: str, grant: Grant | None = None, **fields: Any) -> None:
    """An entry that no action wrote, on the grant's line or on a line of its own."""
    balance = grant.balances.first() if grant else None
    line = balance.line if balance else BudgetLineFactory.create()
    LedgerEntry.objects.create(
        kind=kind,
        amount_eur=Decimal(amount),
        grant=grant,
        **{"line": line, "document": "an den Regeln vorbei", "booked_on": TODAY, **fields},
    )


def half_paid(staff: Staff) -> Grant:
    """A case of 100,000 EUR of which half is paid."""
    grant = staff.final()
    staff.paid(grant, "50000.00")
    return grant


def approve_other_tranches(staff: Staff) -> None:
    """The approval of a decision whose only tranche is a cent short."""
    decision = staff.proposed()
    decision.tranches.update(amount_eur=models.F("amount_eur") - CENT)
    Decision.objects.filter(pk=decision.pk).update(
        approved_by=staff.approver, approved_at=NOW, decided_on=TODAY
    )


def reverse_without_reason(staff: Staff) -> None:
    grant = staff.approved()
    entry = LedgerEntry.objects.filter(grant=grant).first()
    assert entry is not None
    booking(EntryKind.COMMITMENT, f"-{entry.amount_eur}", grant, reverses=entry)


def order_what_one_prepared(staff: Staff) -> None:
    payment = staff.paid(staff.final(), "1.00")
    Payment.objects.create(
        drawdown=payment.drawdown,
        amount_eur=Decimal("1.00"),
        prepared_by=staff.officer,
        prepared_at=NOW,
        ordered_by=staff.officer,
    )


def claim_what_one_prepared(staff: Staff) -> None:
    Reclaim.objects.create(
        grant=half_paid(staff),
        reason="Zweck verfehlt",
        amount_eur=Decimal("1.00"),
        interest_from=TODAY,
        due_on=TODAY,
        prepared_by=staff.officer,
        approved_by=staff.officer,
    )


def sign_a_third_time(staff: Staff) -> None:
    decision = staff.proposed()
    Decision.objects.filter(pk=decision.pk).update(countersigned_by=staff.officer)


def delete_the_decision(staff: Staff) -> None:
    _delete(Decision.objects.filter(grant=staff.notified()))


def delete_the_payment(staff: Staff) -> None:
    _delete(Payment.objects.filter(pk=staff.paid(staff.final(), "1.00").pk))


def _delete(rows: models.QuerySet[Any]) -> None:
    """Delete without Django's own look at what hangs on the rows."""
    assert rows.exists()
    rows._raw_delete("default")


# The number is that of the invariant in docs/rules/invariants.md.
REFUSED: list[tuple[str, str, Attempt]] = [
    (
        "2 repaid within claimed",
        "never_repaid_over_claimed",
        lambda staff: booking(EntryKind.REPAYMENT, "0.01", half_paid(staff)),
    ),
    (
        "2 interest received within claimed",
        "never_more_interest_than_claimed",
        lambda staff: booking(EntryKind.INTEREST, "0.01", half_paid(staff)),
    ),
    (
        "2 reclaimed within paid",
        "never_reclaimed_over_paid",
        lambda staff: booking(EntryKind.CLAIM, "50000.01", half_paid(staff)),
    ),
    (
        "2 nothing of a grant below zero",
        "grant_balance_not_negative",
        lambda staff: booking(
            EntryKind.COMMITMENT,
            "-0.01",
            GrantFactory.create(),
            line=staff.approved().balances.get().line,
        ),
    ),
    ("4 tranches are the decision", "tranches_add_up", approve_other_tranches),
    (
        "5 paid within committed",
        "never_paid_over_committed",
        lambda staff: booking(EntryKind.PAYMENT, "0.01"),
    ),
    (
        "5 nothing of a line below zero",
        "balance_not_negative",
        lambda staff: booking(EntryKind.BLOCK, "-150000.01"),
    ),
    ("9 reversal says why", "reversal_has_reason", reverse_without_reason),
    ("10 decision stays", "decision_frozen", delete_the_decision),
    ("10 payment stays", "payment_frozen", delete_the_payment),
    (
        "four eyes on a booking",
        "entry_four_eyes",
        lambda staff: booking(
            EntryKind.SUPPLEMENTARY, "1.00", recorded_by=staff.budget, approved_by=staff.budget
        ),
    ),
    ("four eyes on a payment", "payment_four_eyes", order_what_one_prepared),
    ("four eyes on a reclaim", "reclaim_four_eyes", claim_what_one_prepared),
    ("six eyes on a decision", "decision_six_eyes", sign_a_third_time),
]


@pytest.mark.parametrize(
    ("constraint", "attempt"),
    [pytest.param(constraint, attempt, id=name) for name, constraint, attempt in REFUSED],
)
def test_database_keeps_the_invariant(constraint: str, attempt: Attempt) -> None:
    staff = Staff.hire()
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        attempt(staff)
    assert _constraint(refusal.value) == constraint


def _constraint(error: DatabaseError) -> str | None:
    """The name of the constraint that refused, as PostgreSQL tells it."""
    name: str | None = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return name


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entries: entries._raw_delete("default"),
        lambda entries: entries.update(booked_on=TODAY - timedelta(days=1)),
    ],
    ids=["10 ledger row stays", "9 ledger row is not corrected"],
)
def test_database_keeps_every_row_of_the_ledger(
    attempt: Callable[[models.QuerySet[LedgerEntry]], object],
) -> None:
    entries = LedgerEntry.objects.filter(grant=Staff.hire().approved())
    assert entries.count() == 4
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        attempt(entries)
    assert entries.count() == 4


def test_orm_deletes_no_case_with_money_either() -> None:
    """The usual way, as the admin goes it, is refused before it reaches the database."""
    staff = Staff.hire()
    payment = staff.paid(staff.final(), "1.00")
    grant = payment.drawdown.grant
    for row in (payment, grant.decisions.get(), grant):
        with pytest.raises(models.ProtectedError):
            row.delete()
