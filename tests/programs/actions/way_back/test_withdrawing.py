"""What one prepared is withdrawn by its author and sent back by a signer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from portal.administration.todo import todos
from programs.actions import application, call, central
from programs.actions.decision.approval import propose_grant
from programs.actions.efa import way_back as efa_back
from programs.actions.payment import changes as payment_changes
from programs.actions.payment.orders import prepare_payment
from programs.actions.reclaim import interest
from programs.actions.way_back import corrections, withdrawing
from programs.models import CallDecision, EfaCost, Grant, ProposalReturn, Reclaim
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff
from tests.programs.desk import signed_in
from tests.programs.signatures import ACTS, central_payment
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db

WHY = "Bitte den Betrag prüfen"


Back = Callable[[User], object]


def _decision(staff: Staff, by: str) -> Back:
    case = staff.proposed().grant
    act = withdrawing.withdraw_proposal if by == "author" else withdrawing.send_back
    return lambda who: act(case, by=who, at=NOW, reason=WHY)


def _change(staff: Staff, by: str) -> Back:
    ACTS["revocation"](staff)
    case = Grant.objects.get()
    act = withdrawing.drop_change if by == "author" else withdrawing.send_change_back
    return lambda who: act(case, by=who, at=NOW, reason=WHY)


def _rejection(staff: Staff, by: str) -> Back:
    case = staff.proposed().grant
    withdrawing.withdraw_proposal(case, by=staff.officer, at=NOW, reason="Doch nicht")
    application.propose_rejection(case, reason="Kein Interesse", by=staff.officer, at=NOW)
    act = withdrawing.withdraw_rejection if by == "author" else withdrawing.send_rejection_back
    return lambda who: act(case, by=who, at=NOW, reason=WHY)


def _reclaim(staff: Staff, by: str) -> Back:
    ACTS["reclaim"](staff)
    made = Reclaim.objects.get()
    act = withdrawing.withdraw_reclaim if by == "author" else withdrawing.send_reclaim_back
    return lambda who: act(made, by=who, at=NOW, reason=WHY)


def _payment(staff: Staff, by: str) -> Back:
    drawdown = staff.drawn(staff.final(), "500.00")
    made = prepare_payment(drawdown, Decimal(500), by=staff.officer, at=NOW)
    if by == "author":
        return lambda who: payment_changes.ask_to_cancel(made, reason=WHY, by=who, at=NOW)
    return lambda who: payment_changes.send_payment_back(made, reason=WHY, by=who, at=NOW)


def _central(staff: Staff, by: str) -> Back:
    made = central_payment(staff)
    if by == "author":
        return lambda who: central.ask_to_cancel_central(made, reason=WHY, by=who, at=NOW)
    return lambda who: central.send_central_payment_back(made, reason=WHY, by=who, at=NOW)


def _efa(staff: Staff, by: str) -> Back:
    ACTS["EfA cost"](staff)
    made = EfaCost.objects.get()
    act = efa_back.withdraw_cost if by == "author" else efa_back.send_cost_back
    return lambda who: act(made, by=who, at=NOW, reason=WHY)


def _reversal(staff: Staff, by: str) -> Back:
    ACTS["EfA reversal"](staff)
    made = EfaCost.objects.get()
    act = efa_back.withdraw_reversal if by == "author" else efa_back.send_reversal_back
    return lambda who: act(made, by=who, at=NOW, reason=WHY)


def _waiver(staff: Staff, by: str) -> Back:
    ACTS["waiver"](staff)
    made = Reclaim.objects.get()
    act = interest.withdraw_waiver if by == "author" else interest.send_waiver_back
    return lambda who: act(made, by=who, at=NOW, reason=WHY)


def _correction(staff: Staff, by: str) -> Back:
    case = staff.final()
    key = next(corrections.correctable(case)).key
    corrections.ask_correction(case, key, reason="Irrtum", by=staff.officer, at=NOW)
    act = corrections.withdraw_correction if by == "author" else corrections.send_correction_back
    return lambda who: act(case, by=who, at=NOW, reason=WHY)


def _selection(staff: Staff, by: str) -> Back:
    ACTS["selection"](staff)
    made = CallDecision.objects.get()
    act = call.withdraw_call_decision if by == "author" else call.return_call_decision
    return lambda who: act(made, by=who, at=NOW, reason=WHY)


PROPOSALS = {
    "decision": _decision,
    "change": _change,
    "rejection": _rejection,
    "reclaim": _reclaim,
    "payment": _payment,
    "central payment": _central,
    "EfA cost": _efa,
    "EfA reversal": _reversal,
    "waiver": _waiver,
    "correction": _correction,
    "selection": _selection,
}


def code_of(back: Back, who: User) -> str | None:
    try:
        back(who)
    except RuleError as error:
        return error.code
    return None


@pytest.mark.parametrize("what", PROPOSALS)
def test_only_the_author_withdraws(what: str, staff: Staff) -> None:
    back = PROPOSALS[what](staff, "author")
    stranger = UserFactory.create(roles=[Role.OFFICER])
    assert code_of(back, stranger) == "not_author"
    assert code_of(back, staff.approver) == "not_allowed"
    assert code_of(back, staff.officer) is None
    assert not ProposalReturn.objects.filter(settled_at=None).exists()


@pytest.mark.parametrize("what", PROPOSALS)
def test_a_signer_sends_back_and_the_author_reads_why(what: str, staff: Staff) -> None:
    back = PROPOSALS[what](staff, "signer")
    both = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    assert code_of(back, staff.officer) == "not_allowed"
    assert code_of(back, both) is None
    returned = ProposalReturn.objects.get(settled_at=None)
    assert (returned.reason, returned.returned_by, returned.prepared_by) == (
        WHY,
        both,
        staff.officer,
    )
    lists = {section.todo.key: section.todo for section in todos(staff.officer, today=TODAY)}
    assert [task.detail for task in lists["sent_back"].tasks] == [WHY]


def test_the_reason_stands_in_the_case_and_a_new_proposal_answers_it(staff: Staff) -> None:
    case = staff.proposed().grant
    withdrawing.send_back(case, by=staff.approver, at=NOW, reason=WHY)
    page = signed_in(staff.officer).get(reverse("admin:programs_grant_change", args=[case.pk]))
    assert WHY in page.content.decode()
    propose_grant(case, by=staff.officer, at=NOW)
    assert not case.returns.filter(settled_at=None).exists()
    assert case.returns.get().facts["amount"][1].startswith("100.000,00")


@pytest.mark.usefixtures("untranslated")
def test_consent_that_nobody_asked_for_is_not_refused(staff: Staff) -> None:
    case = staff.proposed().grant
    says_no(
        lambda: withdrawing.refuse_consent(case, by=staff.budget, at=NOW, reason=WHY),
        None,
        "nothing_open",
        "This case does not wait for the budget officer's consent.",
    )
    assert not ProposalReturn.objects.exists()
