"""What is bound and unpaid: by case and line, less what waits to be paid, and where it goes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.actions.budget.year_change import propose_year_change
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.actions.payment.orders import prepare_payment
from programs.models import BudgetLine, Grant
from programs.queries.budget.commitments import (
    bound_on,
    cash_lines,
    lines_to_take_over,
    rests,
    unrecorded_on,
)
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 2)
ALL, HALF, CENT = Decimal("100000.00"), Decimal("50000.00"), Decimal("0.01")


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(foerderprodukt="F", fiscal_year=2026)


def found(line: BudgetLine) -> list[tuple[Decimal, Decimal]]:
    rows: Any = bound_on(line)
    return [(row.rest_eur, row.drawn_rest_eur) for row in rows]


def listed(today: date) -> dict[int, Decimal]:
    rows: Any = lines_to_take_over(today)
    return {row.pk: row.open_eur for row in rows}


def test_rest_is_what_is_bound_less_paid_and_found_correct(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    assert found(line) == [(ALL, Decimal(0))]
    staff.paid(grant, "10000.00")
    drawdown = staff.drawn(grant, "50000.00")
    assert found(line) == [(Decimal("90000.00"), HALF)]
    prepare_payment(drawdown, HALF - CENT, by=staff.officer, at=NOW)
    assert found(line) == [(Decimal("40000.01"), CENT)]


def test_case_with_nothing_left_is_none(staff: Staff, line: BudgetLine) -> None:
    staff.paid(staff.final(line), "100000.00")
    assert found(line) == []
    assert not rests().exists()


@pytest.mark.parametrize(("today", "is_listed"), [(date(2026, 12, 31), False), (NEXT_YEAR, True)])
def test_lines_are_listed_when_their_year_is_over(
    staff: Staff, line: BudgetLine, today: date, is_listed: bool
) -> None:
    due = BudgetLineFactory.create(fiscal_year=2026, due_year=2027)
    later = BudgetLineFactory.create(fiscal_year=2026, due_year=2028)
    for of_line in (line, due, later):
        staff.approved(of_line)
    assert listed(today) == ({line.pk: ALL, due.pk: ALL} if is_listed else {})


def test_waiting_booking_takes_a_case_from_the_list(staff: Staff) -> None:
    old = BudgetLineFactory.create(fiscal_year=2025, due_year=2026, money="200000.00")
    new = BudgetLineFactory.create(fiscal_year=2026, money="200000.00")
    tranches = {old: ALL}
    first, second = (_bound_last_year(staff, tranches) for _number in range(2))
    propose_year_change(
        old, new, on=NOW.date(), by=staff.budget, at=NOW, document="VE", grants=[first]
    )
    assert [row.grant for row in unrecorded_on(old)] == [second]
    assert len(found(old)) == 2
    assert list(listed(NOW.date()).values()) == [ALL]


def _bound_last_year(staff: Staff, tranches: dict[BudgetLine, Decimal]) -> Grant:
    then = NOW.replace(year=2025)
    grant: Grant = GrantFactory.create(draft=True, received_on=date(2025, 3, 3), tranches=tranches)
    approve_decision(propose_grant(grant, by=staff.officer, at=then), by=staff.approver, at=then)
    return grant


def test_line_of_the_same_product_goes_before_the_others(line: BudgetLine) -> None:
    other = BudgetLineFactory.create(foerderprodukt="G", fiscal_year=2027)
    BudgetLineFactory.create(foerderprodukt="F", fiscal_year=2027, due_year=2028)
    assert cash_lines(line, 2027) == [other]
    same = BudgetLineFactory.create(foerderprodukt="F", fiscal_year=2027)
    assert cash_lines(line, 2027) == [same]
    assert cash_lines(line, 2028) == []


@pytest.mark.parametrize(("correct", "rest"), [("99999.99", CENT), ("100000.00", None)])
def test_case_whose_all_is_found_correct_takes_nothing_along(
    staff: Staff, line: BudgetLine, correct: str, rest: Decimal | None
) -> None:
    drawdown = staff.drawn(staff.final(line), "100000.00")
    prepare_payment(drawdown, Decimal(correct), by=staff.officer, at=NOW)
    assert found(line) == ([(rest, rest)] if rest else [])
    assert listed(NEXT_YEAR) == ({line.pk: rest} if rest else {})


def test_line_without_anything_bound_is_not_listed() -> None:
    BudgetLineFactory.create(fiscal_year=2025)
    assert listed(NOW.date()) == {}
