"""What was paid centrally by year: cancelled ones taken off, EfA costs left out, as of a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.as_of import AsOf
from programs.actions.central import (
    approve_central_payment,
    ask_to_cancel_central,
    cancel_central_payment,
    propose_central_payment,
)
from programs.models import CentralPayment
from programs.queries.budget.central import CentralYear, central_years
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, program

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)


def paid(staff: Staff, amount: str, *, code: str = "civento", year: int = 2026) -> CentralPayment:
    line = BudgetLineFactory.create(program=program(code), fiscal_year=year)
    at = NOW.replace(year=year)
    made = propose_central_payment(
        CentralPayment(
            line=line, amount_eur=Decimal(amount), payee="ekom21", purpose="x", document="R"
        ),
        by=staff.officer,
        at=at,
    )
    approve_central_payment(made, on=ON.replace(year=year), by=staff.approver, at=at)
    return made


def test_years_stand_newest_first_with_what_was_paid_in_each(staff: Staff) -> None:
    for amount, year in (("100.01", 2025), ("200.00", 2026), ("0.02", 2026)):
        paid(staff, amount, year=year)
    assert central_years("civento", at=AsOf.today()) == [
        CentralYear(2026, 2, Decimal("200.02")),
        CentralYear(2025, 1, Decimal("100.01")),
    ]
    assert central_years("ikz", at=AsOf.today()) == []


def test_a_cancelled_payment_is_gone_today_and_stands_on_the_days_before(staff: Staff) -> None:
    kept, gone = paid(staff, "100.00"), paid(staff, "50.00")
    ask_to_cancel_central(gone, reason="Doppelt", by=staff.officer, at=NOW)
    cancel_central_payment(gone, by=staff.approver, at=NOW)
    assert central_years("civento", at=AsOf.today()) == [CentralYear(2026, 1, kept.amount_eur)]
    found = {
        day: central_years("civento", at=AsOf(day))
        for day in (date(2026, 6, 14), ON, date(2026, 11, 22))
    }
    both = [CentralYear(2026, 2, Decimal("150.00"))]
    assert found == {date(2026, 6, 14): [], ON: both, date(2026, 11, 22): both}
    assert date(2026, 11, 22) < TODAY
