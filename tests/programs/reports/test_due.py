"""Due years as a report: the filter by year, and one total over cash and authorisations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.programs.reports.ledger import Books
from tests.programs.reports.test_budget import file_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("year", "years", "due"),
    [("", ["2026", "2028"], "171940.15"), ("2028", ["2028"], "21003.03"), ("2027", [], "0")],
)
def test_report_keeps_to_a_due_year(year: str, years: list[str], due: str) -> None:
    books = Books()
    found = file_of("faelligkeiten", f"?programm={books.program.code}&jahr={year}")
    assert [row["year"] for row in found["rows"]] == years
    assert Decimal(found["totals"]["due_eur"]) == Decimal(due)
