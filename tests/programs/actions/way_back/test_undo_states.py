"""Undoing an act leaves the case where it stands, or where that act found it: never elsewhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from programs.actions.closing import close_grant, complete_grant
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.proof.check import await_proof, receive_proof, review_proof
from programs.actions.reclaim.claims import record_repayment
from programs.choices import CheckResult, GrantState
from programs.models import Decision, Grant, Reclaim
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.actions.way_back.test_corrections import kinds, undo
from tests.programs.signatures import paid_and_ended

pytestmark = pytest.mark.django_db


def told(staff: Staff, case: Grant) -> Decision:
    """A notified reduction of the case by 4,000 EUR whose time for an appeal runs."""
    line = case.balances.get().line
    made = propose_amendment(
        case, lines={line: Decimal("-4000.00")}, reason="Weniger", by=staff.officer, at=NOW
    )
    approve_change(made, by=staff.approver, at=NOW)
    notify_change(case, on=TODAY, by=staff.officer, at=NOW)
    return made


def checked(staff: Staff, case: Grant, result: CheckResult) -> Grant:
    """The case whose proof of use told 90,000 EUR and was checked."""
    receive_proof(case, on=TODAY, by=staff.officer, at=NOW, actual_eur=Decimal("90000.00"))
    review_proof(case, result=result, note="Belege gesehen.", by=staff.officer, at=NOW)
    return fresh(case)


def settled(staff: Staff, case: Grant, amount_eur: str) -> Reclaim:
    """A reclaim of the case whose interest is waived and whose principal came back."""
    claim = staff.reclaimed(case, amount_eur)
    staff.waived(claim)
    record_repayment(claim, paid_on=TODAY, by=staff.officer, at=NOW)
    claim.refresh_from_db()
    assert claim.settled_on == TODAY
    return claim


def test_a_told_amendment_that_is_undone_leaves_the_case_where_it_came_meanwhile(
    staff: Staff,
) -> None:
    case = staff.final()
    told(staff, case)
    staff.paid(case, "500.00")
    assert undo(staff, case, "change_notification").state == GrantState.IN_PAYMENT
    notify_change(case, on=TODAY, by=staff.officer, at=NOW)
    complete_grant(case, fulfilled_on=TODAY, by=staff.officer, at=NOW)
    await_proof(case, by=staff.officer, due_on=TODAY)
    assert undo(staff, case, "change_notification").state == GrantState.PROOF_DUE


def test_the_ground_of_a_claim_stands_while_the_claim_does(staff: Staff) -> None:
    case = staff.final()
    staff.paid(case, "96000.00")
    made = told(staff, case)
    claim = staff.reclaimed(case, "500.00")
    assert claim.decision == made
    assert "change_notification" not in kinds(case)
    undo(staff, case, "reclaim")
    assert "change_notification" in kinds(case)


def test_a_claim_of_before_does_not_hold_what_was_told_after_it(staff: Staff) -> None:
    case = staff.final()
    staff.paid(case, "500.00")
    settled(staff, case, "100.00")
    ended = staff.ended(case)
    assert undo(staff, ended, "change_notification").state == GrantState.IN_PAYMENT


def test_claims_are_cancelled_in_any_order(staff: Staff) -> None:
    case = paid_and_ended(staff)
    first, second = staff.reclaimed(case, "100.00"), staff.reclaimed(case, "200.00")
    assert undo(staff, case, "reclaim", first).state == GrantState.RECLAIM_OPEN
    assert undo(staff, case, "reclaim", second).state == GrantState.REVOKED


def test_a_claim_of_a_running_project_that_is_cancelled_later_does_not_turn_the_clock_back(
    staff: Staff,
) -> None:
    case = staff.final()
    staff.paid(case, "100000.00")
    early = staff.reclaimed(staff.proof_due(case), "100.00")
    late = staff.reclaimed(checked(staff, case, CheckResult.REDUCED), "200.00")
    assert fresh(case).state == GrantState.RECLAIM_OPEN
    undo(staff, case, "reclaim", late)
    assert undo(staff, case, "reclaim", early).state == GrantState.PROOF_CHECKED


def test_a_case_opened_again_stands_where_it_was_closed(staff: Staff) -> None:
    case = staff.final()
    staff.paid(case, "100000.00")
    settled(staff, case, "10000.00")
    case = checked(staff, staff.proof_due(case), CheckResult.ACCEPTED)
    assert "check" in kinds(case)
    close_grant(case, on=TODAY, by=staff.officer, at=NOW)
    assert kinds(case) == ["closing"]
    assert undo(staff, case, "closing").state == GrantState.PROOF_CHECKED
