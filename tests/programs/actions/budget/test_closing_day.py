"""What the treasury paid in December and tells in January is recorded up to the closing day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import PendingChange
from core.errors import RuleError
from programs.actions.central import (
    approve_central_payment,
    ask_to_cancel_central,
    cancel_central_payment,
    keep_central_payment,
    propose_central_payment,
    refuse_central_cancelling,
)
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change
from programs.actions.efa.costs import (
    approve_cost,
    approve_reversal,
    prepare_cost,
    prepare_reversal,
)
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.models import BudgetBalance, BudgetLine, CentralPayment, ClosingDay, EfaCost, Grant
from tests.factories.books import lost, overspent
from tests.factories.efa import cost, efa_line
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory, program
from tests.programs.actions.budget.test_year_change import bound
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db

PAID_ON = date(2025, 12, 30)
CLOSES_ON = date(2026, 1, 9)
LAST_MINUTE = datetime(2026, 1, 9, 22, 59, tzinfo=UTC)  # 23:59 in Hessen
IN_DECEMBER = datetime(2025, 12, 30, 12, tzinfo=UTC)
NEW_YEAR = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)  # 00:00 in Hessen
TOO_LATE = datetime(2026, 1, 9, 23, 0, tzinfo=UTC)
EUR = Decimal("1000.00")


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


@pytest.fixture
def old() -> BudgetLine:
    ClosingDay.objects.create(year=2025, closes_on=CLOSES_ON, source="Jahresabschlusserlass")
    made: BudgetLine = BudgetLineFactory.create(fiscal_year=2025, money="300000.00")
    return made


@pytest.fixture
def grant(staff: Staff, old: BudgetLine) -> Grant:
    return bound(staff, old)


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(RuleError) as refusal, transaction.atomic():
        action()
    assert refusal.value.code == "closed"
    return str(refusal.value)


def drawn(staff: Staff, grant: Grant, old: BudgetLine, at: datetime) -> Any:
    return request_drawdown(grant, old, EUR, on=PAID_ON, by=staff.officer, at=at)


@pytest.mark.usefixtures("untranslated")
def test_payment_of_december_is_recorded_until_the_closing_day_ends(
    staff: Staff, grant: Grant, old: BudgetLine
) -> None:
    made = drawn(staff, grant, old, LAST_MINUTE)
    by: dict[str, Any] = {"by": staff.officer, "at": LAST_MINUTE}
    first, second = (prepare_payment(made, EUR / 2, **by) for _ in range(2))
    sign: dict[str, Any] = {"paid_on": PAID_ON, "by": staff.approver}
    order_payment(first, at=LAST_MINUTE, **sign)
    for late in (
        lambda: order_payment(second, at=TOO_LATE, **sign),
        lambda: prepare_payment(made, EUR / 2, by=staff.officer, at=TOO_LATE),
        lambda: drawn(staff, grant, old, TOO_LATE),
    ):
        said = refused(late)
        assert "closed on 09.01.2026" in said
        assert "the budget officer takes what is bound over into 2026" in said
    assert {entry.booked_on for entry in first.entries.all()} == {PAID_ON}
    assert BudgetBalance.objects.get(line=old).paid_eur == EUR / 2
    assert (lost(), overspent()) == ([], [])


def test_only_days_of_the_old_year_are_recorded_on_it(
    staff: Staff, grant: Grant, old: BudgetLine
) -> None:
    payment = prepare_payment(
        drawn(staff, grant, old, LAST_MINUTE), EUR, by=staff.officer, at=LAST_MINUTE
    )
    with pytest.raises(RuleError) as refusal:
        order_payment(payment, paid_on=date(2026, 1, 2), by=staff.approver, at=LAST_MINUTE)
    assert (refusal.value.code, refusal.value.field) == ("other_year", "paid_on")


def test_without_a_closing_day_the_year_ends_with_its_last_day(
    staff: Staff, grant: Grant, old: BudgetLine
) -> None:
    ClosingDay.objects.all().delete()
    assert "31.12.2025" in refused(
        lambda: drawn(staff, grant, old, datetime(2026, 1, 1, tzinfo=UTC))
    )


def test_nothing_new_is_bound_before_the_closing_day(
    staff: Staff, grant: Grant, old: BudgetLine
) -> None:
    why: dict[str, Any] = {"reason": "Mehrkosten", "override_reason": "Mehr als der Satz"}
    at = datetime(2025, 12, 31, 12, tzinfo=UTC)
    change = propose_amendment(grant, lines={old: EUR}, by=staff.officer, at=at, **why)
    refused(lambda: approve_change(change, by=staff.approver, at=LAST_MINUTE))


def test_central_payment_of_december_is_recorded_until_the_closing_day_ends(staff: Staff) -> None:
    ClosingDay.objects.create(year=2025, closes_on=CLOSES_ON, source="Jahresabschlusserlass")
    line = BudgetLineFactory.create(fiscal_year=2025, program=program("civento"), money="300.00")

    def bill(at: datetime, document: str) -> CentralPayment:
        told = {"payee": "ekom21", "purpose": "Betrieb", "document": document}
        made = CentralPayment(line=line, amount_eur=Decimal("100.00"), **told)
        return propose_central_payment(made, by=staff.officer, at=at)

    values: dict[str, Any] = {"on": PAID_ON, "by": staff.approver}
    first, second = bill(LAST_MINUTE, "RE 1"), bill(LAST_MINUTE, "RE 2")
    approve_central_payment(first, at=LAST_MINUTE, **values)
    refused(lambda: approve_central_payment(second, at=TOO_LATE, **values))
    refused(lambda: bill(TOO_LATE, "RE 3"))
    assert BudgetBalance.objects.get(line=line).paid_eur == Decimal(100)


def central(staff: Staff) -> CentralPayment:
    """A payment of December, booked on its day."""
    line = BudgetLineFactory.create(fiscal_year=2025, program=program("civento"), money="300.00")
    told = {"payee": "ekom21", "purpose": "Betrieb", "document": "RE 1"}
    made = CentralPayment(line=line, amount_eur=Decimal("100.00"), **told)
    propose_central_payment(made, by=staff.officer, at=IN_DECEMBER)
    approve_central_payment(made, on=PAID_ON, by=staff.approver, at=IN_DECEMBER)
    made.refresh_from_db()
    return made


def ask_for_central(staff: Staff, made: CentralPayment, at: datetime) -> None:
    ask_to_cancel_central(made, reason="Doppelt", by=staff.officer, at=at)


@pytest.mark.usefixtures("untranslated")
def test_central_payment_is_cancelled_until_the_books_of_its_year_close(staff: Staff) -> None:
    ClosingDay.objects.create(year=2025, closes_on=CLOSES_ON, source="Jahresabschlusserlass")
    made = central(staff)
    said = refused(lambda: ask_for_central(staff, made, TOO_LATE))
    assert "the books of 2025 closed on 09.01.2026" in said
    assert "income of 2026" in said
    ask_for_central(staff, made, LAST_MINUTE)
    refused(lambda: cancel_central_payment(made, by=staff.approver, at=TOO_LATE))
    assert BudgetBalance.objects.get(line=made.line).paid_eur == Decimal(100)
    cancel_central_payment(made, by=staff.approver, at=LAST_MINUTE)
    assert BudgetBalance.objects.get(line=made.line).paid_eur == Decimal(0)
    assert (lost(), overspent()) == ([], [])


def test_request_that_came_too_late_is_returned_or_withdrawn(staff: Staff) -> None:
    """Nothing is stuck: what cannot be signed any more goes back, and the payment stands."""
    made = central(staff)
    last = datetime(2025, 12, 31, 22, 59, tzinfo=UTC)
    ask_for_central(staff, made, last)
    refused(lambda: cancel_central_payment(made, by=staff.approver, at=NEW_YEAR))
    refuse_central_cancelling(made, reason="Bücher zu", by=staff.approver, at=NEW_YEAR)
    refused(lambda: ask_for_central(staff, made, NEW_YEAR))
    ask_for_central(staff, made, last)
    keep_central_payment(made, by=staff.officer)
    made.refresh_from_db()
    assert (made.cancelled_at, made.cancel_prepared_by) == (None, None)


@pytest.mark.usefixtures("untranslated")
def test_efa_cost_is_reversed_until_the_books_it_was_recorded_in_close(staff: Staff) -> None:
    """In its year, or belatedly: then the books of the year of the recording count."""
    efa_line(2023)
    efa_line(2025)

    def booked(year: int, at: datetime) -> EfaCost:
        made = prepare_cost(cost("100.00", year=year), by=staff.officer, at=at)
        approve_cost(made, on=PAID_ON.replace(year=year), by=staff.approver, at=at)
        return made

    def reverse(made: EfaCost, at: datetime) -> None:
        prepare_reversal(made, reason="Doppelt", by=staff.officer, at=at)
        approve_reversal(made, by=staff.approver, at=at)

    ClosingDay.objects.create(year=2025, closes_on=CLOSES_ON, source="Jahresabschlusserlass")
    in_time, belated = booked(2025, IN_DECEMBER), booked(2023, IN_DECEMBER)
    for made in (in_time, belated):
        assert "the books of 2025 closed on 09.01.2026" in refused(
            lambda made=made: reverse(made, TOO_LATE)  # type: ignore[misc]
        )
        prepare_reversal(made, reason="Doppelt", by=staff.officer, at=LAST_MINUTE)
        refused(
            lambda made=made: approve_reversal(  # type: ignore[misc]
                made, by=staff.approver, at=TOO_LATE
            )
        )
        approve_reversal(made, by=staff.approver, at=LAST_MINUTE)
    reverse(booked(2023, TOO_LATE), datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    made = booked(2023, TOO_LATE)
    refused(lambda: reverse(made, datetime(2026, 12, 31, 23, 0, tzinfo=UTC)))
    assert (lost(), overspent()) == ([], [])


@pytest.mark.parametrize(
    ("on", "is_offered"), [(CLOSES_ON, True), (date(2026, 1, 10), False), (PAID_ON, True)]
)
def test_desk_offers_the_old_line_until_its_closing_day(
    old: BudgetLine, on: date, is_offered: bool
) -> None:
    new = BudgetLineFactory.create()
    assert (old in BudgetLine.objects.payable_on(on)) is is_offered
    assert (new in BudgetLine.objects.payable_on(on)) is (on.year == 2026)


def test_closing_day_lies_in_the_year_after() -> None:
    for day in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(IntegrityError, match="closing_day_in"), transaction.atomic():
            ClosingDay.objects.create(year=2025, closes_on=day, source="Erlass")
    ClosingDay.objects.create(year=2025, closes_on=date(2026, 1, 1), source="Erlass")


def test_budget_officer_proposes_a_closing_day_that_a_second_person_approves(staff: Staff) -> None:
    typed = {"year": "2026", "closes_on": "08.01.2027", "source": "Erlass", "change_reason": "Neu"}
    page = reverse("admin:programs_closingday_add")
    assert signed_in(staff.officer).get(page).status_code == 403
    assert signed_in(staff.budget).post(page, typed).status_code == 302
    assert not ClosingDay.objects.exists()
    assert PendingChange.objects.get().after["closes_on"] == "2027-01-08"
