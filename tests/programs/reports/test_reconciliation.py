"""Payments here and in the state's accounting: by line and month, on any day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from programs.models import HkrPayment, ReconciliationNote
from tests.factories.accounts import NOW
from tests.programs.reports.ledger import SPRING, SUMMER, Books
from tests.programs.reports.test_budget import file_of

pytestmark = pytest.mark.django_db
DIFFERENCE = Decimal("12406.16")


def told(books: Books, number: str, amount: str, day: date) -> None:
    HkrPayment.objects.create(
        booking_reference=number, line=books.line, value_date=day, amount_eur=Decimal(amount)
    )


@pytest.fixture
def books() -> Books:
    """April is equal; July misses what they do not know."""
    made = Books()
    told(made, "4711", "31002.56", SPRING)
    told(made, "4712", "10.00", SUMMER)
    return made


def rows(books: Books, query: str = "") -> list[Any]:
    found = file_of("datenabgleich", f"?programm={books.program.code}{query}")["rows"]
    names = ("month", "ours_eur", "theirs_eur", "difference_eur", "explanation")
    return [tuple(row[name] for name in names) for row in found]


APRIL = ("04/2026", "31002.56", "31002.56", "0.00", "")
JULY = ("07/2026", "12416.16", "10.00", "12406.16", "")


def test_each_month_has_both_sums_and_their_difference(books: Books) -> None:
    assert rows(books, "&umfang=alle") == [JULY, APRIL]
    assert rows(books) == rows(books, "&umfang=differenzen") == [JULY]
    assert rows(books, "&jahr=2025") == []


@pytest.mark.parametrize(
    ("day", "want"),
    [(SPRING - timedelta(days=1), []), (SPRING, [APRIL]), (SUMMER, [JULY, APRIL])],
)
def test_past_day_has_what_was_booked_by_then(books: Books, day: date, want: list[Any]) -> None:
    assert rows(books, f"&umfang=alle&stand={day.isoformat()}") == want


@pytest.mark.parametrize(("cents", "explained"), [("0.00", True), ("0.01", False)])
def test_explanation_is_of_this_very_difference(books: Books, cents: str, explained: bool) -> None:
    ReconciliationNote.objects.create(
        line=books.line,
        month=date(2026, 7, 1),
        difference_eur=DIFFERENCE + Decimal(cents),
        explanation="Abruf folgt",
        explained_at=NOW,
    )
    assert rows(books)[0][-1] == ("Abruf folgt" if explained else "")
    assert rows(books, "&umfang=offen") == ([] if explained else [JULY])
