"""What is proposed comes back: withdrawn by its author, sent back by a signer with a reason."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts.models import User
from programs.actions.payment import changes as payment_changes
from programs.actions.payment.orders import prepare_payment
from programs.actions.proof.check import return_proof
from programs.actions.way_back import withdrawing
from programs.choices import Act, GrantState
from programs.models import Grant, Payment, ProposalReturn
from tests.factories.accounts import NOW
from tests.factories.life import Staff, fresh
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
