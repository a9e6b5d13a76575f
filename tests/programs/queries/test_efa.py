"""EfA costs by year: the promise, the ceiling, the sums by category, on any day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from core.as_of import AsOf
from core.money import ZERO
from programs.actions.efa.costs import (
    approve_cost,
    approve_reversal,
    prepare_cost,
    prepare_reversal,
)
from programs.choices import CostCategory, FundingStatus
from programs.models import EfaCost, LedgerEntry
from programs.queries.budget.figures import budget
from programs.queries.efa import EFA_PROGRAM, EfaYear, efa_years
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, program

pytestmark = pytest.mark.django_db
PAID_ON = date(2024, 6, 14)
OPERATION = CostCategory.OPERATION


def booked(staff: Staff, amount: str, on: date = PAID_ON, **fields: Any) -> EfaCost:
    made = prepare_cost(cost(amount, year=on.year, **fields), by=staff.officer, at=NOW)
    approve_cost(made, on=on, by=staff.approver, at=NOW)
    return made


def years(at: AsOf | None = None) -> dict[int, EfaYear]:
    at = at or AsOf(NOW.date())
    return {row.year: row for row in efa_years(budget("year", at=at, program=EFA_PROGRAM), at=at)}


def test_year_is_the_sum_of_its_bookings_by_category(staff: Staff) -> None:
    efa_line(2024)
    for number, category in enumerate(CostCategory):
        booked(staff, f"{10**number}.01", category=category)
    found = years()[2024]
    raw = LedgerEntry.objects.filter(kind="operating_cost").aggregate(total=Sum("amount_eur"))
    assert found.booked_eur == raw["total"] == sum(found.by_category.values())
    assert found.by_category == {
        category: Decimal(f"{10**number}.01") for number, category in enumerate(CostCategory)
    }
    assert found.free_eur == found.ceiling_eur - found.booked_eur
    assert found.ceiling_eur == Decimal("3900000.00")


@pytest.mark.parametrize(
    ("day", "eur"), [(PAID_ON - timedelta(days=1), 0), (PAID_ON, 7), (PAID_ON.replace(day=15), 7)]
)
def test_cost_counts_from_its_day_on(staff: Staff, day: date, eur: int) -> None:
    efa_line(2024)
    booked(staff, "7.00")
    assert years(AsOf(day))[2024].booked_eur == eur


def test_years_stand_newest_first_and_apart(staff: Staff) -> None:
    for year in (2023, 2024):
        efa_line(year, money=Decimal(year))
    booked(staff, "5.00", date(2023, 5, 2))
    booked(staff, "3.00")
    found = years()
    assert list(found) == [2024, 2023]
    assert {y: (row.booked_eur, row.ceiling_eur) for y, row in found.items()} == {
        2024: (Decimal(3), Decimal(2024)),
        2023: (Decimal(5), Decimal(2023)),
    }
    assert list(years(AsOf(date(2023, 5, 2)))) == [2023]  # 2024 had not begun, nothing was booked
    assert found[2023].by_category[OPERATION] == 5
    assert sum(found[2023].by_category.values()) == 5


def test_year_is_promised_where_one_of_its_lines_is() -> None:
    efa_line(2025, promised=False)
    efa_line(2024)
    efa_line(2024, promised=False)
    assert {year: row.is_promised for year, row in years().items()} == {2025: False, 2024: True}
    assert years()[2025].ceiling_eur == 0
    assert list(years(AsOf(date(2024, 12, 31)))) == [2024]


def test_only_cash_of_the_program_makes_a_year() -> None:
    BudgetLineFactory.create(program=program(EFA_PROGRAM), fiscal_year=2022, due_year=2024)
    BudgetLineFactory.create(fiscal_year=2021, funding_status=FundingStatus.COMMITTED)
    assert years() == {}


def test_reversed_cost_leaves_nothing_of_its_year(staff: Staff) -> None:
    efa_line(2024)
    made = booked(staff, "7.00")
    prepare_reversal(made, reason="Doppelt", by=staff.officer, at=NOW)
    approve_reversal(made, by=staff.approver, at=NOW)
    found = years()[2024]
    assert (found.booked_eur, found.by_category[OPERATION]) == (ZERO, ZERO)
