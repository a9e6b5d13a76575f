"""How earlier years ended, by the ledger, and the forecast that follows from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.as_of import AsOf
from programs.choices import EntryKind as K
from programs.queries.budget.figures import budget
from programs.queries.budget.forecast import forecasts, year_ends
from programs.rules.forecast import YearEnd, YearForecast
from tests.factories.programs import BudgetLineFactory
from tests.programs.reports.ledger import SUMMER, Books

pytestmark = pytest.mark.django_db


def year(books: Books, number: int, bound: str, paid: str) -> None:
    """A line of an earlier year with so much bound and paid."""
    line = BudgetLineFactory.create(program=books.program, fiscal_year=number, money="100000.00")
    for kind, amount in ((K.COMMITMENT, bound), (K.DRAWDOWN, paid), (K.PAYMENT, paid)):
        books.book(line, kind, amount, date(number, 12, 31), books.cases[0])


def test_years_before_tell_what_the_year_will_pay() -> None:
    books = Books()
    year(books, 2022, "70000.00", "1.00")  # too long ago
    year(books, 2024, "20000.00", "20000.00")
    year(books, 2025, "80000.00", "40000.00")
    assert year_ends(2026)[books.program.code] == [
        YearEnd(Decimal("20000.00"), Decimal("20000.00")),
        YearEnd(Decimal("80000.00"), Decimal("40000.00")),
    ]
    at = AsOf(SUMMER)
    found = forecasts(budget("year", at=at, program=books.program.code), at=at)
    bound = Decimal("150937.12")
    low, expected = Decimal("75468.56"), Decimal("90562.27")
    assert found == {books.program.code: YearForecast(low, expected, bound)}


def test_program_without_earlier_years_has_no_forecast() -> None:
    books, at = Books(), AsOf(SUMMER)
    assert forecasts(budget("year", at=at, program=books.program.code), at=at) == {}
