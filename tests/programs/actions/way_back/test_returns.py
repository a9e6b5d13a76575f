"""What is proposed comes back: withdrawn by its author, sent back by a signer with a reason."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts.choices import Role
from accounts.models import User
from portal.administration.todo import todos
from programs.actions.application import propose_rejection, withdraw_application
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import propose_grant
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.later import approve_change
from programs.actions.payment import changes as payment_changes
from programs.actions.payment.orders import prepare_payment
from programs.actions.proof.check import return_proof
from programs.actions.way_back import withdrawing
from programs.actions.way_back.returns import settle_return
from programs.choices import Act, DecisionKind, GrantState
from programs.models import Decision, Grant, Payment, ProposalReturn
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.signatures import ACTS

pytestmark = pytest.mark.django_db
WHY = "Bitte den Betrag prüfen"


Back = Callable[[User], object]


def _payment(staff: Staff, by: str) -> Back:
    drawdown = staff.drawn(staff.final(), "500.00")
    made = prepare_payment(drawdown, Decimal(500), by=staff.officer, at=NOW)
    if by == "author":
        return lambda who: payment_changes.ask_to_cancel(made, reason=WHY, by=who, at=NOW)
    return lambda who: payment_changes.send_payment_back(made, reason=WHY, by=who, at=NOW)


def test_the_budget_officer_refuses_with_a_reason(staff: Staff) -> None:
    ACTS["consent"](staff)
    case = Grant.objects.get()
    withdrawing.refuse_consent(case, by=staff.budget, at=NOW, reason=WHY)
    assert (fresh(case).state, case.returns.get().act) == (GrantState.IN_REVIEW, Act.DECISION)


def test_a_payment_sent_back_can_be_found_correct_again(staff: Staff) -> None:
    _payment(staff, "signer")(staff.approver)
    sent_back = Payment.objects.get()
    assert (sent_back.cancel_reason, sent_back.cancelled_by) == (WHY, staff.approver)
    prepare_payment(sent_back.drawdown, Decimal(500), by=staff.officer, at=NOW)
    assert not ProposalReturn.objects.filter(settled_at=None).exists()


def test_a_request_to_cancel_is_refused_with_a_reason_and_the_payment_stands(staff: Staff) -> None:
    ACTS["cancelling"](staff)
    made = Payment.objects.get()
    payment_changes.refuse_cancelling(made, reason=WHY, by=staff.approver, at=NOW)
    made.refresh_from_db()
    assert (made.cancel_prepared_by, made.cancelled_at) == (None, None)
    assert ProposalReturn.objects.get().act == Act.CANCELLING


def test_a_proof_is_sent_back_as_incomplete(staff: Staff) -> None:
    case = staff.proof_received(staff.final())
    return_proof(case, by=staff.officer, at=NOW, reason="Belege fehlen")
    assert (fresh(case).state, case.returns.get().reason) == (
        GrantState.PROOF_DUE,
        "Belege fehlen",
    )


# A proposal that something else takes the place of

Propose = Callable[[Staff, Grant, User], Decision | None]


def _amend(staff: Staff, case: Grant, by: User) -> Decision:
    """Nothing drawn, half of it released."""
    line = case.balances.get().line
    reason = f"Weniger Bedarf, sagt {by.username}"
    less = {line: Decimal("-50000.00")}
    return propose_amendment(case, lines=less, reason=reason, by=by, at=NOW)


def _lapse(staff: Staff, case: Grant, by: User) -> Decision:
    reason = f"Erledigt, sagt {by.username}"
    return propose_ending(case, DecisionKind.LAPSE, reason=reason, by=by, at=NOW)


def _reject(staff: Staff, case: Grant, by: User) -> Decision:
    return propose_rejection(case, reason=f"Kein Interesse, sagt {by.username}", by=by, at=NOW)


def _grant(staff: Staff, case: Grant, by: User) -> Decision:
    return propose_grant(case, by=by, at=NOW)


def _withdraw(staff: Staff, case: Grant, by: User) -> None:
    withdraw_application(case, on=TODAY, by=by, at=NOW)


def _sign_lapse(staff: Staff, case: Grant, by: User) -> None:
    approve_change(_lapse(staff, case, by), by=staff.approver, at=NOW)


REPLACED: dict[str, tuple[Propose, Propose, Act]] = {
    "amendment by amendment": (_amend, _amend, Act.AMENDMENT),
    "lapse by lapse": (_lapse, _lapse, Act.LAPSE),
    "amendment by a signed lapse": (_amend, _sign_lapse, Act.AMENDMENT),
    "rejection by rejection": (_reject, _reject, Act.REJECTION),
    "rejection by grant": (_reject, _grant, Act.REJECTION),
    "rejection by withdrawal": (_reject, _withdraw, Act.REJECTION),
}


def _case(staff: Staff, first: Propose) -> Grant:
    if first is not _reject:
        return staff.final()
    case = staff.proposed().grant
    withdrawing.withdraw_proposal(case, by=staff.officer, at=NOW, reason="Doch nicht")
    return fresh(case)


@pytest.mark.parametrize("what", REPLACED)
def test_what_takes_the_place_of_a_proposal_returns_it_to_its_author(
    what: str, staff: Staff
) -> None:
    first, second, act = REPLACED[what]
    case, other = _case(staff, first), UserFactory.create(roles=[Role.OFFICER])
    dropped = first(staff, case, staff.officer)
    assert dropped is not None
    second(staff, fresh(case), other)
    assert not Decision.objects.filter(pk=dropped.pk).exists()
    kept = case.returns.get(act=act)
    assert (kept.prepared_by, kept.settled_at, kept.is_withdrawn) == (staff.officer, None, False)
    signed_by_another = second is _sign_lapse
    assert kept.returned_by == (staff.approver if signed_by_another else other)
    assert kept.facts["reason"][1] == dropped.reason
    lists = {section.todo.key: section.todo for section in todos(staff.officer, today=TODAY)}
    assert [task.detail for task in lists["sent_back"].tasks] == [kept.reason]
    if second is first:
        assert f"sagt {other.username}" in kept.reason
    settle_return(kept, by=staff.officer, at=NOW)
    assert not case.returns.filter(settled_at=None).exists()


@pytest.mark.parametrize("propose", [_amend, _lapse, _reject])
def test_own_proposal_made_anew_is_withdrawn_and_tells_nobody(
    propose: Propose, staff: Staff
) -> None:
    case = _case(staff, propose)
    for _ in range(2):
        propose(staff, fresh(case), staff.officer)
    kept = case.returns.order_by("-pk").first()
    assert kept is not None
    assert (kept.is_withdrawn, kept.prepared_by) == (True, staff.officer)
    assert not case.returns.filter(settled_at=None).exists()
    assert case.decisions.filter(approved_at=None).exclude(kind=DecisionKind.INITIAL).count() == 1


def test_new_proposal_settles_what_was_sent_back_and_keeps_what_it_replaces_open(
    staff: Staff,
) -> None:
    case, other = staff.final(), UserFactory.create(roles=[Role.OFFICER])
    _amend(staff, case, staff.officer)
    withdrawing.send_change_back(case, by=staff.approver, at=NOW, reason=WHY)
    _amend(staff, case, staff.officer)
    _amend(staff, case, other)
    opened = [row.reason for row in case.returns.filter(settled_at=None)]
    assert len(opened) == 1
    assert WHY not in opened[0]
