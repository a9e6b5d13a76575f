"""The year of the day as a report: what the quarter paid, and the forecast where there is one."""

from __future__ import annotations

from datetime import date

import pytest

from core.as_of import AsOf
from core.reporting import REGISTRY
from programs.choices import EntryKind as K
from tests.factories.programs import BudgetLineFactory
from tests.programs.reports.ledger import Books
from tests.programs.reports.test_budget import file_of

pytestmark = pytest.mark.django_db
NAME = "mittel-prognose"


@pytest.mark.parametrize(
    ("day", "paid"),
    [("2026-04-01", "31002.56"), ("2026-06-30", "31002.56"), ("2026-07-01", "12416.16")],
)
def test_report_says_what_the_quarter_paid_and_no_forecast_without_earlier_years(
    day: str, paid: str
) -> None:
    books = Books()
    found = file_of(NAME, f"?programm={books.program.code}&stand={day}")
    (row,) = found["rows"]
    assert row["paid_since_quarter_eur"] == found["totals"]["paid_since_quarter_eur"] == paid
    assert [row[f"forecast{name}_eur"] for name in ("_low", "", "_high")] == [None] * 3
    assert not [name for name in found["totals"] if name.startswith("forecast")]


def test_forecast_is_of_the_year_of_the_day() -> None:
    books = Books()
    before = BudgetLineFactory.create(program=books.program, fiscal_year=2025, money="9000.00")
    books.book(before, K.OPERATING_COST, "500.00", date(2025, 12, 31))
    told = {}
    for day in (date(2026, 7, 1), date(2025, 12, 31)):
        for row in REGISTRY[NAME].rows(None, {"programm": books.program}, AsOf(day)):
            told[row["fiscal_year"]] = row["forecast_eur"] and str(row["forecast_eur"])
            assert row["lines"]
    assert told == {"2026": "150937.12", "2025": None}
