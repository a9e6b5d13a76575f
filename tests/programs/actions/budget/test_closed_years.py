"""A closed year stays closed: the moment of the signature counts, whatever the value date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.money import ZERO
from programs.actions.booking import book
from programs.actions.central import approve_central_payment, propose_central_payment
from programs.actions.payment.changes import ask_to_cancel, cancel_payment, release_drawdown
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.actions.reclaim.claims import approve_reclaim, open_reclaim, record_repayment
from programs.choices import EntryKind
from programs.models import BudgetBalance, BudgetLine, CentralPayment, Drawdown, Grant, LedgerEntry
from programs.rules.kinds import OF_ITS_YEAR
from tests.factories.books import lost, overspent
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, program
from tests.programs.actions.budget.test_year_change import bound, recorded
from tests.saying_no import code

pytestmark = pytest.mark.django_db

NEW_YEARS_EVE = date(2025, 12, 31)
NEW_YEARS_DAY = date(2026, 1, 1)
LAST_MINUTE = datetime(2025, 12, 31, 22, 59, tzinfo=UTC)  # 23:59 in Hessen
FIRST_MINUTE = LAST_MINUTE + timedelta(minutes=1)
EUR = Decimal("1000.00")


@pytest.fixture
def old() -> BudgetLine:
    made: BudgetLine = BudgetLineFactory.create(fiscal_year=2025, money="300000.00")
    return made


@pytest.fixture
def new() -> BudgetLine:
    made: BudgetLine = BudgetLineFactory.create(money="0")
    return made


@pytest.fixture
def grant(staff: Staff, old: BudgetLine) -> Grant:
    return bound(staff, old)


def drawn(
    staff: Staff, grant: Grant, line: BudgetLine, on: date, at: datetime, eur: Decimal = EUR
) -> Drawdown:
    return request_drawdown(grant, line, eur, on=on, by=staff.officer, at=at)


def taken_over(staff: Staff, old: BudgetLine, new: BudgetLine) -> None:
    values: dict[str, Any] = {"on": NEW_YEARS_DAY, "at": FIRST_MINUTE}
    staff.confirmed(recorded(staff, old, new, **values))


def test_drawdown_of_the_last_day_is_booked_on_it_until_midnight(
    staff: Staff, grant: Grant, old: BudgetLine
) -> None:
    made = drawn(staff, grant, old, NEW_YEARS_EVE, LAST_MINUTE)
    assert {entry.booked_on for entry in made.entries.all()} == {NEW_YEARS_EVE}
    assert code(lambda: drawn(staff, grant, old, NEW_YEARS_EVE, FIRST_MINUTE)) == "closed"


def test_drawdown_of_the_last_day_is_recorded_in_january_on_the_new_line(
    staff: Staff, grant: Grant, old: BudgetLine, new: BudgetLine
) -> None:
    """The request keeps its day, the booking has that of the recording; so has the payment."""
    taken_over(staff, old, new)
    made = drawn(staff, grant, new, NEW_YEARS_EVE, FIRST_MINUTE)
    assert (made.requested_on, made.line) == (NEW_YEARS_EVE, new)
    assert {entry.booked_on for entry in made.entries.all()} == {NEW_YEARS_DAY}
    payment = prepare_payment(made, EUR, by=staff.officer, at=FIRST_MINUTE)

    def order(on: date) -> Callable[[], object]:
        return lambda: order_payment(payment, paid_on=on, by=staff.approver, at=FIRST_MINUTE)

    assert code(order(NEW_YEARS_EVE)) == "other_year"
    order(NEW_YEARS_DAY)()
    assert BudgetBalance.objects.get(line=old).paid_eur == ZERO
    assert BudgetBalance.objects.get(line=new).paid_eur == EUR
    assert (lost(), overspent()) == ([], [])


def test_drawdown_of_other_days_finds_the_line_of_their_year(
    staff: Staff, grant: Grant, old: BudgetLine, new: BudgetLine
) -> None:
    taken_over(staff, old, new)
    late = datetime(2027, 1, 2, 11, tzinfo=UTC)
    next_line = BudgetLineFactory.create(fiscal_year=2027, money="0")
    assert [
        code(lambda: drawn(staff, grant, next_line, NEW_YEARS_EVE, late)),
        code(lambda: drawn(staff, grant, next_line, NEW_YEARS_EVE, LAST_MINUTE)),
        code(lambda: drawn(staff, grant, new, NEW_YEARS_EVE, LAST_MINUTE)),
        code(lambda: drawn(staff, grant, new, NEW_YEARS_DAY, FIRST_MINUTE)),
    ] == ["other_year", "other_year", "other_year", ""]


def test_payment_found_correct_is_ordered_until_midnight(
    staff: Staff, grant: Grant, old: BudgetLine, new: BudgetLine
) -> None:
    """What waits is taken back and goes along to the new year."""
    made = drawn(staff, grant, old, NEW_YEARS_EVE, LAST_MINUTE)
    first, second = (
        prepare_payment(made, Decimal("0.01"), by=staff.officer, at=LAST_MINUTE) for _ in range(2)
    )
    order_payment(first, paid_on=NEW_YEARS_EVE, by=staff.approver, at=LAST_MINUTE)

    def order() -> None:
        order_payment(second, paid_on=NEW_YEARS_EVE, by=staff.approver, at=FIRST_MINUTE)

    assert code(order) == "closed"
    assert code(lambda: prepare_payment(made, EUR / 2, by=staff.officer, at=FIRST_MINUTE)) == (
        "closed"
    )
    ask_to_cancel(second, reason="Das Jahr ist vorbei", by=staff.officer, at=FIRST_MINUTE)
    taken_over(staff, old, new)
    assert BudgetBalance.objects.get(line=old).committed_eur == Decimal("0.01")
    assert (lost(), overspent()) == ([], [])


def test_central_payment_is_approved_until_midnight(staff: Staff) -> None:
    line = BudgetLineFactory.create(program=program("civento"), fiscal_year=2025, money="500.00")

    def bill(number: int) -> CentralPayment:
        said = {"payee": "ekom21", "purpose": "Lizenz", "document": f"R {number}"}
        return CentralPayment(line=line, amount_eur=Decimal(100), **said)

    first, second = (
        propose_central_payment(bill(number), by=staff.officer, at=LAST_MINUTE) for number in (1, 2)
    )
    values: dict[str, Any] = {"on": NEW_YEARS_EVE, "by": staff.approver}
    approve_central_payment(first, at=LAST_MINUTE, **values)
    assert code(lambda: approve_central_payment(second, at=FIRST_MINUTE, **values)) == "closed"
    assert (
        code(lambda: propose_central_payment(bill(3), by=staff.officer, at=FIRST_MINUTE))
        == "closed"
    )
    assert BudgetBalance.objects.get(line=line).paid_eur == Decimal(100)


def test_what_comes_back_is_booked_on_the_closed_year(
    staff: Staff, grant: Grant, old: BudgetLine
) -> None:
    """Given back, cancelled, reclaimed and repaid: it concerns what was booked there."""
    made = drawn(staff, grant, old, NEW_YEARS_EVE, LAST_MINUTE)
    rest = drawn(staff, grant, old, NEW_YEARS_EVE, LAST_MINUTE)
    for _ in range(2):
        payment = prepare_payment(made, EUR / 2, by=staff.officer, at=LAST_MINUTE)
        order_payment(payment, paid_on=NEW_YEARS_EVE, by=staff.approver, at=LAST_MINUTE)
    late: dict[str, Any] = {"by": staff.officer, "at": FIRST_MINUTE}
    release_drawdown(rest, reason="Nicht gebraucht", on=NEW_YEARS_DAY, **late)
    ask_to_cancel(payment, reason="Falsches Konto", **late)
    cancel_payment(payment, by=staff.approver, at=FIRST_MINUTE)
    due = date(2026, 2, 2)
    why: dict[str, Any] = {"reason": "Zweck verfehlt", "hearing_on": NEW_YEARS_DAY, "due_on": due}
    reclaim = open_reclaim(
        grant, amount_eur=EUR / 2, interest_from=NEW_YEARS_EVE, excess_reason="alles", **why, **late
    )
    approve_reclaim(reclaim, by=staff.approver, at=FIRST_MINUTE)
    record_repayment(reclaim, paid_on=NEW_YEARS_DAY, **late)
    assert (lost(), overspent()) == ([], [])


@pytest.mark.parametrize("kind", OF_ITS_YEAR)
def test_ledger_asks_the_books_of_every_kind_that_binds_draws_or_pays(
    staff: Staff, grant: Grant, old: BudgetLine, kind: EntryKind
) -> None:
    """Whatever action books: the ledger itself says no."""
    values: dict[str, Any] = {"kind": kind, "line": old, "booked_on": NEW_YEARS_EVE}
    if kind != EntryKind.OPERATING_COST:
        values |= {"grant": grant, "municipality_id": grant.lead_id}
    entry = LedgerEntry(amount_eur=Decimal(1), document="Umgehung", **values)
    assert code(lambda: book([entry], at=FIRST_MINUTE)) == "closed"
