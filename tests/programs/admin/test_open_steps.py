"""Which steps a row offers at each point of its life: all that its state allows, and no other.

Who may take them is asked in tests/trust, what they write in tests/programs/actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.admin.steps import Step
from programs.actions import central
from programs.actions.application import propose_rejection
from programs.actions.call import approve_call_decision
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change
from programs.actions.efa import costs as efa
from programs.actions.payment import changes
from programs.actions.payment.orders import order_payment, prepare_payment
from programs.actions.reclaim.claims import open_reclaim
from programs.actions.reclaim.interest import propose_waiver
from programs.admin.budget.booking_steps import STEPS as BOOKING_STEPS
from programs.admin.call.steps import CALL_STEPS
from programs.admin.central.steps import CENTRAL_STEPS
from programs.admin.efa.steps import EFA_STEPS
from programs.admin.grant.list import GrantList
from programs.admin.payment.row_steps import DRAWDOWN_STEPS, PAYMENT_STEPS
from programs.admin.reclaim.steps import RECLAIM_STEPS
from programs.choices import CostBearer, EntryKind, GrantState
from programs.models import BudgetBooking, BudgetLine, Grant
from tests.factories.accounts import NOW
from tests.factories.calls import call_with
from tests.factories.efa import cost, efa_line, keys
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.programs.reclaims import FIRST_DAY, PAID_ON, repay
from tests.programs.selected import give_up, propose, select
from tests.programs.signatures import central_payment

pytestmark = pytest.mark.django_db
ENDINGS = {"revoke", "annul", "lapse"}
TEN = Decimal("10.00")


def offered(steps: Iterable[Step[Any]], row: Any) -> set[str]:
    """The names of the steps that are open for the row as it stands in the database."""
    found = type(row)._base_manager.get(pk=row.pk)
    return {step.name for step in steps if step.is_open(found)}


def test_booking_that_takes_cases_along_is_not_corrected_but_recorded_anew(staff: Staff) -> None:
    """The rests of its cases are read again then; the step refused whatever was typed."""
    line = BudgetLineFactory.create()
    plain = BudgetBooking.objects.create(
        kind=EntryKind.CARRY_OVER,
        amount_eur=TEN,
        line=line,
        target=BudgetLineFactory.create(fiscal_year=2027),
        booked_on=TODAY,
        prepared_by=staff.budget,
    )
    waiting = offered(BOOKING_STEPS, plain)
    assert {"change", "withdraw", "confirm"} <= waiting
    plain.cases.create(grant=GrantFactory.create(), amount_eur=TEN)
    assert offered(BOOKING_STEPS, plain) == waiting - {"change"}


def of_case(grant: Grant) -> set[str]:
    return offered(GrantList.steps, grant)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (GrantState.DRAFT, {"propose", "submit", "withdraw"}),
        (GrantState.SUBMITTED, {"review", "withdraw"}),
        (GrantState.QUERY, {"resume", "withdraw"}),
        (GrantState.RECORDED, set()),
    ],
)
def test_a_case_before_its_review_is_offered_the_next_verbs_of_its_state(
    state: GrantState, steps: set[str]
) -> None:
    tranches = {BudgetLineFactory.create(): Decimal("100000.00")}
    assert of_case(GrantFactory.create(draft=True, state=state, tranches=tranches)) >= steps
    assert not of_case(GrantFactory.create(state=state)) & {"approve", "notify", "draw", *ENDINGS}


def test_a_rejection_is_proposed_signed_and_told_each_at_its_time(staff: Staff) -> None:
    grant = GrantFactory.create(draft=True, state=GrantState.IN_REVIEW)
    before = of_case(grant)
    assert "propose_rejection" in before
    assert not before & {"reject", "send_rejection_back", "withdraw_rejection", "notify_rejection"}
    propose_rejection(grant, reason="Kein Interesse", by=staff.officer, at=NOW)
    waiting = of_case(grant)
    assert {"reject", "send_rejection_back", "withdraw_rejection"} <= waiting
    assert "notify_rejection" not in waiting


def test_a_decision_waits_is_signed_and_told_and_the_money_moves_once_it_is_final(
    staff: Staff,
) -> None:
    grant = staff.proposed().grant
    assert of_case(grant) == {"approve", "send_back", "take_back"}
    assert of_case(staff.approved()) == {"notify", "undo"}
    notified = staff.notified()
    assert of_case(notified) == {
        *ENDINGS,
        *("amend", "finalise", "object", "undo"),
    }
    final = staff.final()
    assert of_case(final) == {*ENDINGS, *("amend", "complete", "draw", "undo")}


def test_each_step_of_a_payment_is_offered_while_there_is_something_to_pay(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "10.00")
    assert {"draw", "prepare_payment"} <= of_case(grant)
    assert offered(DRAWDOWN_STEPS, drawdown) == {"pay", "release"}
    payment = prepare_payment(drawdown, TEN, by=staff.officer, at=NOW)
    assert of_case(grant) & {"draw", "prepare_payment", "order_payment"} == {
        "draw",
        "order_payment",
    }
    assert offered(DRAWDOWN_STEPS, drawdown) == set()
    assert offered(PAYMENT_STEPS, payment) == {"ask-to-cancel", "order", "send-back"}
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    assert not of_case(grant) & {"prepare_payment", "order_payment", "undo"}
    assert "open_reclaim" in of_case(grant)
    assert offered(PAYMENT_STEPS, payment) == {"ask-to-cancel", "use"}
    changes.ask_to_cancel(payment, reason="Konto", by=staff.officer, at=NOW)
    assert offered(PAYMENT_STEPS, payment) == {"cancel", "keep", "refuse-cancelling", "use"}
    changes.cancel_payment(payment, by=staff.approver, at=NOW)
    assert offered(PAYMENT_STEPS, payment) == set()
    assert offered(DRAWDOWN_STEPS, drawdown) == {"pay", "release"}
    assert "open_reclaim" not in of_case(grant)


def test_all_that_is_drawn_leaves_nothing_to_draw(staff: Staff) -> None:
    grant = staff.final()
    staff.drawn(grant, "99999.99")
    assert "draw" in of_case(grant)
    staff.drawn(grant, "0.01")
    assert "draw" not in of_case(grant)


def test_on_a_closed_case_nothing_is_released_used_or_cancelled(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "20.00")
    payment = prepare_payment(drawdown, TEN, by=staff.officer, at=NOW)
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    payment.refresh_from_db()
    closed = Grant(state=GrantState.CLOSED)
    drawdown.grant = payment.drawdown.grant = closed
    assert {step.name for step in DRAWDOWN_STEPS if step.is_open(drawdown)} == set()
    assert {step.name for step in PAYMENT_STEPS if step.is_open(payment)} == set()


def test_one_change_waits_at_a_time_and_is_told_then_final(staff: Staff) -> None:
    line: BudgetLine = BudgetLineFactory.create()
    grant = staff.final(line)
    assert not of_case(grant) & {"approve_change", "send_change_back", "drop_change"}
    values: dict[str, Any] = {"reason": "Weniger", "by": staff.officer, "at": NOW}
    change = propose_amendment(grant, lines={line: Decimal("-4.00")}, **values)
    assert {"approve_change", "send_change_back", "drop_change"} <= of_case(grant)
    assert "notify_change" not in of_case(grant)
    approve_change(change, by=staff.approver, at=NOW)
    signed = of_case(grant)
    assert "notify_change" in signed
    assert not signed & {"approve_change", "drop_change", "finalise_change", "object_change"}
    told = staff.ended(staff.final())
    assert {"finalise_change", "object_change"} <= of_case(told)


def test_a_reclaim_is_signed_then_repaid_then_its_interest_is_claimed_or_waived(
    staff: Staff,
) -> None:
    grant = staff.ended(staff.paid_since(PAID_ON, "1000.00"))
    assert "open_reclaim" in of_case(grant)
    days: dict[str, Any] = {"hearing_on": TODAY, "interest_from": FIRST_DAY, "due_on": TODAY}
    reclaim = open_reclaim(grant, amount_eur=TEN, reason="Zweck", by=staff.officer, at=NOW, **days)
    assert offered(RECLAIM_STEPS, reclaim) == {"approve", "send_back", "withdraw"}
    assert "open_reclaim" not in of_case(grant)  # one waits at a time
    reclaim.delete()
    reclaim = staff.reclaimed(grant, "1000.00", interest_from=FIRST_DAY)
    assert offered(RECLAIM_STEPS, reclaim) == {"propose_waiver", "repay"}
    assert "open_reclaim" not in of_case(grant)  # nothing is left to claim
    repay(staff, reclaim, "400.00", FIRST_DAY)
    assert offered(RECLAIM_STEPS, reclaim) == {"propose_waiver", "repay"}
    repay(staff, reclaim, None, FIRST_DAY)
    assert offered(RECLAIM_STEPS, reclaim) == {"claim_interest", "propose_waiver"}
    reclaim.refresh_from_db()
    propose_waiver(reclaim, reason="Kleinbetrag", by=staff.officer, at=NOW)
    assert offered(RECLAIM_STEPS, reclaim) == {"send_back_waiver", "waive", "withdraw_waiver"}


def test_a_completed_case_awaits_its_proof_and_does_not_lapse_any_more(staff: Staff) -> None:
    grant = staff.completed(staff.paid_since(date(2026, 3, 1), "10.00"))
    found = of_case(grant)
    assert {"await_proof", "revoke", "annul", "undo"} <= found
    assert not found & {"lapse", "complete", "receive_proof", "review_proof", "close"}
    due = of_case(staff.proof_due(staff.final()))
    assert "receive_proof" in due
    assert not due & {"await_proof", "review_proof"}
    received = staff.final()
    staff.paid(received, "10.00")
    received = staff.proof_received(fresh(received), "100000.00")
    assert {"review_proof", "return_proof"} <= of_case(received)
    assert "receive_proof" not in of_case(received)


def test_a_central_payment_is_signed_or_sent_back_and_cancelled_by_two(staff: Staff) -> None:
    made = central_payment(staff)
    assert offered(CENTRAL_STEPS, made) == {"approve", "ask-to-cancel", "send-back"}
    central.approve_central_payment(made, on=TODAY, by=staff.approver, at=NOW)
    assert offered(CENTRAL_STEPS, made) == {"ask-to-cancel"}
    central.ask_to_cancel_central(made, reason="Doppelt", by=staff.officer, at=NOW)
    assert offered(CENTRAL_STEPS, made) == {"cancel", "keep", "refuse-cancelling"}
    central.cancel_central_payment(made, by=staff.approver, at=NOW)
    assert offered(CENTRAL_STEPS, made) == set()


def test_a_cost_is_shared_out_while_it_stands_and_where_the_state_bears_it(staff: Staff) -> None:
    efa_line(2024)
    keys()
    made = efa.prepare_cost(cost("100.00"), by=staff.officer, at=NOW)
    assert offered(EFA_STEPS, made) == {"approve", "send-back", "withdraw"}
    efa.approve_cost(made, on=date(2024, 5, 2), by=staff.approver, at=NOW)
    assert offered(EFA_STEPS, made) == {"reverse", "share-out"}
    made.refresh_from_db()
    made.bearer = next(bearer for bearer in CostBearer if bearer != CostBearer.STATE)
    assert {step.name for step in EFA_STEPS if step.is_open(made)} == {"reverse"}
    efa.prepare_reversal(made, reason="Doppelt", by=staff.officer, at=NOW)
    waiting = {"approve-reversal", "send-reversal-back", "share-out", "withdraw-reversal"}
    assert offered(EFA_STEPS, made) == waiting
    efa.approve_reversal(made, by=staff.approver, at=NOW)
    assert offered(EFA_STEPS, made) == set()


def test_an_application_to_a_call_has_one_proposal_at_a_time(staff: Staff) -> None:
    first, second = call_with([90, 80], places=1).applications.order_by("pk")
    waiting = {"approve", "return", "withdraw"}
    assert offered(CALL_STEPS, first) == {"select"}
    proposed = propose(first, staff.officer)
    assert offered(CALL_STEPS, first) == waiting
    approve_call_decision(proposed, by=staff.approver, at=NOW)
    assert offered(CALL_STEPS, first) == {"give-up", "open-case"}
    first.refresh_from_db()
    given_up = give_up(first, staff, on=TODAY)
    assert offered(CALL_STEPS, first) == waiting  # and no case is opened for it meanwhile
    approve_call_decision(given_up, by=staff.approver, at=NOW)
    assert offered(CALL_STEPS, first) == set()
    select(second, staff)
    assert offered(CALL_STEPS, second) == {"give-up", "open-case"}
