"""Ours beside the state's accounting: by line and month, and booking by booking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from programs.actions.payment.changes import ask_to_cancel, cancel_payment
from programs.models import BudgetLine, HkrPayment, Payment
from programs.queries.budget.hkr import bookings_of, open_differences, reconciliation
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(foerderprodukt="F-1")


def booked(line: BudgetLine, amount: str, day: date = TODAY, number: str = "4711") -> HkrPayment:
    return HkrPayment.objects.create(
        booking_reference=number, line=line, value_date=day, amount_eur=Decimal(amount)
    )


def paid(staff: Staff, line: BudgetLine, amount: str) -> Payment:
    return staff.paid(staff.final(line), amount)


def test_equal_books_have_no_open_difference(staff: Staff, line: BudgetLine) -> None:
    paid(staff, line, "40000.00")
    booked(line, "40000.00")
    row = reconciliation().pop()
    assert (row.line, row.month) == (line, NOVEMBER)
    assert row.difference_eur == Decimal("0.00")
    assert open_differences() == []


def test_each_line_and_month_is_compared_on_its_own(staff: Staff, line: BudgetLine) -> None:
    """What is missing in one month is not made up for by another."""
    paid(staff, line, "40000.00")
    booked(line, "40000.00", date(2026, 10, 31))
    found = {row.month: row.difference_eur for row in open_differences()}
    assert found == {NOVEMBER: Decimal("40000.00"), date(2026, 10, 1): Decimal("-40000.00")}
    assert reconciliation(year=2025) == []


def test_cancelled_payment_leaves_nothing_of_ours(staff: Staff, line: BudgetLine) -> None:
    payment = paid(staff, line, "40000.00")
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)
    cancel_payment(payment, by=staff.approver, at=NOW)
    assert [row.ours_eur for row in reconciliation()] == [Decimal("0.00")]


def test_each_booking_tells_what_the_other_side_says(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    numbers = ("equal", "amount", "month", "missing")
    for number in numbers:
        payment = staff.paid(fresh(grant), "100.00")
        Payment.objects.filter(pk=payment.pk).update(booking_reference=number)
    booked(line, "100.00", number="equal")
    booked(line, "99.00", number="amount")
    booked(line, "100.00", date(2026, 10, 31), number="month")
    booked(line, "5.00", number="unknown")
    ours, theirs = bookings_of(line, NOVEMBER)
    assert {b.reference: b.is_equal for b in ours} == {n: n == "equal" for n in numbers}
    told = {b.reference: b.counterpart for b in ours}
    assert "99,00" in told["amount"]
    assert "31.10.2026" in told["month"]
    assert {b.reference: b.is_equal for b in theirs} == {
        "equal": True,
        "amount": False,
        "unknown": False,
    }
