"""The names of budget lines, and the least that was free or blocked since a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.money import ZERO
from programs.choices import EntryKind
from programs.models import BudgetLine
from programs.queries.budget.lines import LineFunds, least_since, line_name, lines_of_years
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, give, program

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 10)
ONE, TWO = Decimal("1.00"), Decimal("2.00")


def test_name_leaves_out_what_a_line_lacks() -> None:
    line = BudgetLine(einzelplan="03", kapitel="03 01", foerderprodukt="F", titel="")
    assert line_name(line) == "03 / 03 01 / F"


def test_lines_with_cash_are_named_by_program_and_year_each_name_once() -> None:
    code = program("ikz").code
    for due in (None, 2027):
        BudgetLineFactory.create(fiscal_year=2026, foerderprodukt="F-1", due_year=due)
    BudgetLineFactory.create(fiscal_year=2025, foerderprodukt="F-2")
    found = lines_of_years()
    assert "F-1" in found[code, 2026]
    assert "F-2" in found[code, 2025]
    assert ";" not in found[code, 2026]


def test_nothing_was_free_before_the_money_and_each_later_day_counts(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="0")
    assert least_since(line, TODAY) == LineFunds()
    give(line, EntryKind.APPROPRIATION, TWO, on=MARCH)
    give(line, EntryKind.BLOCK, ONE, on=JUNE)
    give(line, EntryKind.RELEASE, ONE, on=TODAY)
    eve = timedelta(days=1)
    assert least_since(line, MARCH - eve) == LineFunds(ZERO, ZERO)
    assert least_since(line, MARCH) == LineFunds(ONE, ZERO)
    assert least_since(line, JUNE) == LineFunds(ONE, ZERO)
    assert least_since(line, TODAY - eve) == LineFunds(ONE, ZERO)
    assert least_since(line, TODAY) == LineFunds(TWO, ZERO)


def test_least_of_a_block_is_what_stays_blocked(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="10.00")
    give(line, EntryKind.BLOCK, TWO, on=MARCH)
    give(line, EntryKind.RELEASE, ONE, on=JUNE)
    assert [least_since(line, day).blocked_eur for day in (MARCH, JUNE, TODAY)] == [ONE, ONE, ONE]
    other = BudgetLineFactory.create(money="10.00")
    assert least_since(other, MARCH) == LineFunds(Decimal("10.00"), ZERO)


def test_what_is_bound_is_not_free(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="150000.00")
    staff.approved(line)
    assert least_since(line, MARCH).free_eur == Decimal("50000.00")
