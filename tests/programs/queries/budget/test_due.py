"""Commitments by due year: on cash the fiscal year, on authorisations their due year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.as_of import AsOf
from programs.choices import EntryKind as K
from programs.queries.budget.due import due_years
from tests.programs.reports.ledger import SPRING, SUMMER, Books

pytestmark = pytest.mark.django_db


def test_each_commitment_stands_in_the_year_it_falls_due() -> None:
    books = Books()
    Books("Andere")
    books.book(books.later, K.BLOCK, "-1000.00", SUMMER)
    found = due_years(at=AsOf(SUMMER), program=books.program)
    assert [(row.program, row.year) for row in found] == [("Probe", 2026), ("Probe", 2028)]
    this, later = found
    assert (this.due_eur, this.authorised_eur) == (this.cash_eur, Decimal(0))
    assert (later.cash_eur, later.due_eur) == (Decimal(0), Decimal("21003.03"))
    assert (later.authorised_eur, later.authorised_free_eur) == (
        Decimal("69001.01"),
        Decimal("47997.98"),
    )


def test_unbound_authorisation_lapses_with_its_fiscal_year() -> None:
    books = Books()
    for day, free in ((date(2026, 12, 31), "48997.98"), (date(2027, 1, 1), "0.00")):
        _this, later = due_years(at=AsOf(day), program=books.program)
        assert (later.authorised_eur, later.authorised_free_eur) == (
            Decimal("70001.01"),
            Decimal(free),
        )


def test_a_past_day_knows_nothing_of_what_came_later() -> None:
    books = Books()
    _this, later = due_years(at=AsOf(SPRING), program=books.program)
    assert later.due_eur == 0
