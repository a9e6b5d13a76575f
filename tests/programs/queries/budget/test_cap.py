"""What a case leaves free on its lines: other cases, the same case, and to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.formats import NBSP
from programs.choices import GrantState
from programs.models import BudgetLine, Grant
from programs.queries.budget.cap import Cap, caps, planned
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory

pytestmark = pytest.mark.django_db
THOUSAND, CENT = Decimal("1000.00"), Decimal("0.01")


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(money="150000.00")


def cap(line: BudgetLine, asked: str, *, grant: Grant | None = None) -> Cap:
    (found,) = caps({line.pk: Decimal(asked)}, grant=grant)
    return found


@pytest.mark.parametrize(
    ("asked", "left", "is_over"),
    [("50000.00", "0.00", False), ("50000.01", "-0.01", True), ("49999.99", "0.01", False)],
)
def test_line_carries_what_is_free_to_the_cent(
    line: BudgetLine, asked: str, left: str, is_over: bool
) -> None:
    Staff.hire().approved(line)  # binds 100,000.00
    found = cap(line, asked)
    assert (found.available_eur, found.committed_eur) == (150 * THOUSAND, 100 * THOUSAND)
    assert (found.free_eur, found.left_eur) == (50 * THOUSAND, Decimal(left))
    assert found.is_over is is_over


def test_case_that_asks_nothing_is_over_no_line(line: BudgetLine) -> None:
    over = Cap(line, Decimal(0), CENT, Decimal(0), Decimal(0))
    assert (over.left_eur, over.is_over) == (-CENT, False)


def test_other_cases_that_await_their_approval_are_told_and_the_own_one_is_not(
    line: BudgetLine,
) -> None:
    own, other, draft = (
        GrantFactory.create(draft=True, tranches={line: Decimal(amount)}) for amount in (100, 20, 3)
    )
    Grant.objects.filter(pk__in=[own.pk, other.pk]).update(state=GrantState.APPROVAL_PENDING)
    assert draft.state == GrantState.DRAFT
    assert cap(line, "1.00", grant=own).pending_eur == Decimal(20)
    assert cap(line, "1.00").pending_eur == Decimal(120)
    assert cap(line, "1.00", grant=Grant()).pending_eur == Decimal(120)
    assert cap(BudgetLineFactory.create(), "1.00").pending_eur == 0


@pytest.mark.parametrize(
    ("asked", "pending", "said"),
    [
        ("0", "0", " → 6,00 € free"),
        ("6", "0", ", this case 6,00 € → 0,00 € free"),
        ("7", "0", ", this case 7,00 € → 1,00 € missing"),
        ("6", "5", ", this case 6,00 € → 0,00 € free; other cases awaiting approval: 5,00 €"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("untranslated")
def test_line_says_its_money_in_a_sentence(
    line: BudgetLine, asked: str, pending: str, said: str
) -> None:
    found = Cap(line, Decimal(10), Decimal(4), Decimal(asked), Decimal(pending))
    whole = f"{line}: available 10,00 €, committed 4,00 €{said}"
    assert str(found).replace(NBSP, " ") == whole


def test_lines_stand_by_year_and_cost_one_query(
    line: BudgetLine, django_assert_num_queries: object
) -> None:
    earlier = BudgetLineFactory.create(fiscal_year=2025)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = caps({line.pk: CENT, earlier.pk: THOUSAND})
        assert [(cap.line, cap.asked_eur) for cap in found] == [(earlier, THOUSAND), (line, CENT)]
        assert str(found[0].line)


def test_case_asks_what_is_planned_and_not_bound_yet(line: BudgetLine) -> None:
    staff = Staff.hire()
    second = BudgetLineFactory.create()
    decision = staff.proposed(tranches={line: 60 * THOUSAND, second: 40 * THOUSAND})
    grant = decision.grant
    assert planned(grant) == {line.pk: 60 * THOUSAND, second.pk: 40 * THOUSAND}
    approved = staff.approved(line)
    assert planned(approved) == {line.pk: 0}
    approved.tranches.create(line=second, amount_eur=THOUSAND)
    assert planned(approved) == {line.pk: 0, second.pk: THOUSAND}
