"""Budget bookings are withdrawn, sent back, and cancelled by two people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from portal.administration.todo import todos
from programs.actions.budget.changes import (
    ask_to_cancel_budget,
    cancel_budget,
    change_budget,
    keep_budget,
    refuse_budget_cancelling,
    return_budget,
    withdraw_budget,
)
from programs.actions.budget.lines import propose_carry_over
from programs.actions.way_back.returns import settle_return
from programs.choices import EntryKind
from programs.models import BudgetLine, LedgerEntry, ProposalReturn
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, give
from tests.programs.actions.budget.booked import AMOUNT, START, available, recorded
from tests.saying_no import code

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create()


def test_author_withdraws_and_the_second_person_sends_back(staff: Staff, line: BudgetLine) -> None:
    booking, other = recorded(staff, line), recorded(staff, line, document="Nachtrag")
    assert code(lambda: withdraw_budget(booking, by=staff.approver, at=NOW)) == "not_allowed"
    second = UserFactory.create(roles=[Role.BUDGET_OFFICER])
    assert code(lambda: withdraw_budget(booking, by=second, at=NOW)) == "not_author"
    withdraw_budget(booking, by=staff.budget, at=NOW)
    assert code(lambda: staff.confirmed(booking)) == "withdrawn"
    assert code(lambda: return_budget(other, reason="x", by=staff.budget)) == "four_eyes"
    assert code(lambda: return_budget(other, reason=" ", by=staff.approver)) == "no_reason"
    return_budget(other, reason="Tippfehler", by=staff.approver)
    assert code(lambda: staff.confirmed(other)) == "returned"
    values: dict[str, Any] = {"on": TODAY, "document": "Erlass", "by": staff.budget, "at": NOW}
    change_budget(other, AMOUNT * 2, **values)
    staff.confirmed(other)
    assert available(line) == START + AMOUNT * 2
    assert code(lambda: change_budget(other, AMOUNT, **values)) == "confirmed_already"


def test_booking_is_cancelled_by_two_people_once(staff: Staff, line: BudgetLine) -> None:
    booking = recorded(staff, line)
    assert code(lambda: ask_to_cancel_budget(booking, reason="x", by=staff.budget)) == (
        "not_confirmed"
    )
    staff.confirmed(booking)
    assert code(lambda: cancel_budget(booking, by=staff.approver, at=NOW)) == "not_asked"
    ask_to_cancel_budget(booking, reason="Falsche Haushaltsstelle", by=staff.budget)
    keep_budget(booking, by=staff.budget)
    ask_to_cancel_budget(booking, reason="Falsche Haushaltsstelle", by=staff.budget)
    other = UserFactory.create(roles=[Role.BUDGET_OFFICER])
    assert code(lambda: ask_to_cancel_budget(booking, reason="x", by=other)) == "asked_already"
    assert code(lambda: cancel_budget(booking, by=staff.budget, at=NOW)) == "four_eyes"
    cancel_budget(booking, by=staff.approver, at=NOW)
    assert available(line) == START
    reversal = LedgerEntry.objects.get(budget_booking=booking, reverses__isnull=False)
    assert (reversal.amount_eur, reversal.reason) == (-AMOUNT, "Falsche Haushaltsstelle")
    assert code(lambda: cancel_budget(booking, by=staff.approver, at=NOW)) == "cancelled"


def test_request_to_cancel_is_withdrawn_by_its_author_and_sent_back_by_a_signer(
    staff: Staff, line: BudgetLine
) -> None:
    booking = staff.confirmed(recorded(staff, line))
    other = UserFactory.create(roles=[Role.BUDGET_OFFICER])

    def refused(by: User, reason: str = "Die Stelle stimmt") -> None:
        refuse_budget_cancelling(booking, reason=reason, by=by, at=NOW)

    assert code(lambda: refused(staff.approver)) == "not_asked"
    ask_to_cancel_budget(booking, reason="Falsche Haushaltsstelle", by=staff.budget)
    assert code(lambda: keep_budget(booking, by=other)) == "not_author"
    assert code(lambda: keep_budget(booking, by=staff.officer)) == "not_allowed"
    assert code(lambda: refused(staff.budget)) == "four_eyes"
    assert code(lambda: refused(staff.approver, " ")) == "no_reason"
    refused(staff.approver)
    booking.refresh_from_db()
    assert (booking.cancel_reason, booking.cancel_prepared_by) == ("", None)
    assert available(line) == START + AMOUNT
    sections = {section.todo.key: section.todo for section in todos(staff.budget, today=TODAY)}
    assert [task.detail for task in sections["sent_back"].tasks] == ["Die Stelle stimmt"]
    returned = ProposalReturn.objects.get()
    assert code(lambda: settle_return(returned, by=staff.officer, at=NOW)) == "not_allowed"
    settle_return(returned, by=staff.budget, at=NOW)
    assert not ProposalReturn.objects.filter(settled_at=None).exists()
    ask_to_cancel_budget(booking, reason="Doch falsch", by=staff.budget)
    cancel_budget(booking, by=staff.approver, at=NOW)
    assert available(line) == START


def test_cancelling_leaves_what_is_bound(staff: Staff, line: BudgetLine) -> None:
    """An appropriation is taken back as far as it is free; a block as far as it is not released."""
    booking = staff.confirmed(recorded(staff, line))
    staff.approved(line)
    rest = START + AMOUNT - Decimal("100000.00")
    give(line, EntryKind.BLOCK, rest, on=TODAY)
    ask_to_cancel_budget(booking, reason="x", by=staff.budget)
    assert code(lambda: cancel_budget(booking, by=staff.approver, at=NOW)) == "never_over_budget"
    other = BudgetLineFactory.create()
    block = staff.confirmed(recorded(staff, other, EntryKind.BLOCK))
    staff.confirmed(recorded(staff, other, EntryKind.RELEASE))
    ask_to_cancel_budget(block, reason="x", by=staff.budget)
    assert code(lambda: cancel_budget(block, by=staff.approver, at=NOW)) == (
        "never_released_over_blocked"
    )


def test_carry_over_is_cancelled_on_both_lines(staff: Staff, line: BudgetLine) -> None:
    old = BudgetLineFactory.create(fiscal_year=2025)
    values: dict[str, Any] = {"on": TODAY, "document": "Rest", "by": staff.budget, "at": NOW}
    booking = staff.confirmed(propose_carry_over(old, line, AMOUNT, **values))
    assert (available(old), available(line)) == (START - AMOUNT, START + AMOUNT)
    ask_to_cancel_budget(booking, reason="x", by=staff.budget)
    cancel_budget(booking, by=staff.approver, at=NOW)
    assert (available(old), available(line)) == (START, START)
