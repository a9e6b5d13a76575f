"""Every act that a second person signs, ready for its signature."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from programs.actions import application, call, central, consent
from programs.actions.budget import changes as budget_changes
from programs.actions.budget import lines as budget
from programs.actions.decision import approval as decision
from programs.actions.decision import later
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.ending import propose_ending
from programs.actions.efa import costs as efa
from programs.actions.payment import changes as payment_changes
from programs.actions.payment import orders as payments
from programs.actions.proof import check as proof
from programs.actions.reclaim import claims as reclaim
from programs.actions.reclaim import interest
from programs.actions.way_back import withdrawing
from programs.choices import CheckResult, DecisionKind, EntryKind
from programs.models import (
    BudgetBooking,
    CallDecision,
    CentralPayment,
    Decision,
    EfaCost,
    Grant,
    Program,
)
from tests.factories.accounts import NOW
from tests.factories.calls import ANNOUNCED, call_with
from tests.factories.efa import cost, efa_line, efa_service
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import PARTNERS, BudgetLineFactory, program


@dataclass
class Waiting:
    """An act before its signature: how one signs, who prepared, who signed, and who takes part."""

    sign: Callable[[User], object]
    author: User | None
    signed: User | None = None
    bodies: Iterable[str] = PARTNERS
    role: Role = Role.APPROVER
    also: Collection[Role] = ()


def _approval(staff: Staff) -> Waiting:
    made = staff.proposed()
    return Waiting(lambda by: decision.approve_decision(made, by=by, at=NOW), staff.officer)


def _third_approval(staff: Staff) -> Waiting:
    Program.objects.filter(code="ikz").update(third_signature_from_eur=Decimal(1))
    made = staff.proposed()
    decision.approve_decision(made, by=staff.second, at=NOW)
    return Waiting(
        lambda by: decision.approve_decision(made, by=by, at=NOW), staff.officer, staff.second
    )


def _approval_after_consent(staff: Staff) -> Waiting:
    Program.objects.filter(code="ikz").update(budget_officer_from_eur=Decimal(1))
    made = staff.proposed()
    consent.consent_to_decision(made.grant, by=staff.budget, at=NOW)
    made.refresh_from_db()
    return Waiting(
        lambda by: decision.approve_decision(made, by=by, at=NOW), staff.officer, staff.budget
    )


def _consent(staff: Staff) -> Waiting:
    Program.objects.filter(code="ikz").update(budget_officer_from_eur=Decimal(1))
    made = staff.proposed()
    return Waiting(
        lambda by: consent.consent_to_decision(made.grant, by=by, at=NOW),
        staff.officer,
        role=Role.BUDGET_OFFICER,
    )


def _sending_back(staff: Staff) -> Waiting:
    made = staff.proposed()
    return Waiting(
        lambda by: withdrawing.send_back(made.grant, by=by, at=NOW, reason="Frage"), staff.officer
    )


def _rejection(staff: Staff) -> Waiting:
    case = staff.proposed().grant
    withdrawing.send_back(case, by=staff.approver, at=NOW, reason="Ablehnen")
    application.propose_rejection(case, reason="Kein Interesse", by=staff.officer, at=NOW)
    return Waiting(lambda by: application.reject_application(case, by=by, at=NOW), staff.officer)


def _amended(staff: Staff) -> Decision:
    line = BudgetLineFactory.create(money="500000.00")
    return propose_amendment(
        staff.notified(line),
        lines={line: Decimal(-1000)},
        reason="Weniger",
        by=staff.officer,
        at=NOW,
    )


def _amendment(staff: Staff) -> Waiting:
    made = _amended(staff)
    return Waiting(lambda by: later.approve_change(made, by=by, at=NOW), staff.officer)


def _ending(kind: DecisionKind) -> Callable[[Staff], Waiting]:
    def prepare(staff: Staff) -> Waiting:
        made = propose_ending(
            staff.notified(),
            kind,
            reason="Zweck verfehlt",
            known_on=TODAY,
            hearing_on=TODAY,
            by=staff.officer,
            at=NOW,
        )
        return Waiting(lambda by: later.approve_change(made, by=by, at=NOW), staff.officer)

    return prepare


def _payment(staff: Staff) -> Waiting:
    drawdown = staff.drawn(staff.final(), "500.00")
    made = payments.prepare_payment(drawdown, Decimal(500), by=staff.officer, at=NOW)
    return Waiting(
        lambda by: payments.order_payment(made, paid_on=TODAY, by=by, at=NOW), staff.officer
    )


def _cancelling(staff: Staff) -> Waiting:
    made = staff.paid(staff.final(), "500.00")
    payment_changes.ask_to_cancel(made, reason="Falsches Konto", by=staff.officer, at=NOW)
    return Waiting(lambda by: payment_changes.cancel_payment(made, by=by, at=NOW), staff.officer)


def _check(staff: Staff) -> Waiting:
    grant = staff.final()
    staff.paid(grant, "500.00")
    case = staff.proof_received(fresh(grant))
    return Waiting(
        lambda by: proof.review_proof(
            case, result=CheckResult.ACCEPTED, note="Belege gesehen.", by=by, at=NOW
        ),
        author=None,
        signed=staff.approver,
        role=Role.OFFICER,
    )


def paid_and_ended(staff: Staff) -> Grant:
    """A case that was revoked after 500 EUR were paid."""
    grant = staff.final()
    staff.paid(grant, "500.00")
    return staff.ended(fresh(grant))


def _reclaim(staff: Staff) -> Waiting:
    made = reclaim.open_reclaim(
        paid_and_ended(staff),
        amount_eur=Decimal(500),
        reason="Zweck verfehlt",
        hearing_on=TODAY,
        interest_from=TODAY,
        due_on=TODAY,
        by=staff.officer,
        at=NOW,
    )
    return Waiting(lambda by: reclaim.approve_reclaim(made, by=by, at=NOW), staff.officer)


def _waiver(staff: Staff) -> Waiting:
    made = staff.reclaimed(paid_and_ended(staff), "500.00")
    interest.propose_waiver(made, reason="Kleinbetrag", by=staff.officer, at=NOW)
    return Waiting(lambda by: interest.waive_interest(made, by=by, at=NOW), staff.officer)


def _waiver_back(staff: Staff) -> Waiting:
    made = staff.reclaimed(paid_and_ended(staff), "500.00")
    interest.propose_waiver(made, reason="Kleinbetrag", by=staff.officer, at=NOW)
    return Waiting(
        lambda by: interest.send_waiver_back(made, by=by, at=NOW, reason="Frage"), staff.officer
    )


OFFICERS = (Role.BUDGET_OFFICER,)  # confirm what another one of them recorded


def _appropriated(staff: Staff) -> BudgetBooking:
    return budget.propose_budget(
        BudgetLineFactory.create(fiscal_year=TODAY.year),
        EntryKind.APPROPRIATION,
        Decimal(1000),
        on=TODAY,
        document="Haushaltsplan",
        by=staff.budget,
        at=NOW,
    )


def _budget(staff: Staff) -> Waiting:
    made = _appropriated(staff)
    return Waiting(
        lambda by: budget.confirm_budget(made, by=by, at=NOW),
        staff.budget,
        bodies=(),
        also=OFFICERS,
    )


def _budget_back(staff: Staff) -> Waiting:
    made = _appropriated(staff)
    return Waiting(
        lambda by: budget_changes.return_budget(made, reason="Frage", by=by),
        staff.budget,
        bodies=(),
        also=OFFICERS,
    )


def _budget_cancelling(staff: Staff) -> Waiting:
    made = _appropriated(staff)
    budget.confirm_budget(made, by=staff.approver, at=NOW)
    budget_changes.ask_to_cancel_budget(made, reason="Doppelt", by=staff.budget)
    return Waiting(
        lambda by: budget_changes.cancel_budget(made, by=by, at=NOW),
        staff.budget,
        bodies=(),
        also=OFFICERS,
    )


def _budget_cancelling_back(staff: Staff) -> Waiting:
    _budget_cancelling(staff)
    made = BudgetBooking.objects.get()
    return Waiting(
        lambda by: budget_changes.refuse_budget_cancelling(made, reason="Frage", by=by, at=NOW),
        staff.budget,
        bodies=(),
        also=OFFICERS,
    )


def central_payment(staff: Staff) -> CentralPayment:
    """A bill of 100 EUR for civento, found correct by the officer."""
    line = BudgetLineFactory.create(program=program("civento"), fiscal_year=TODAY.year)
    return central.propose_central_payment(
        CentralPayment(
            line=line, amount_eur=Decimal(100), payee="ekom21", purpose="Lizenz", document="R 1"
        ),
        by=staff.officer,
        at=NOW,
    )


def _central(staff: Staff) -> Waiting:
    made = central_payment(staff)
    return Waiting(
        lambda by: central.approve_central_payment(made, on=TODAY, by=by, at=NOW),
        staff.officer,
        bodies=(),
    )


def _central_cancelling(staff: Staff) -> Waiting:
    made = central_payment(staff)
    central.approve_central_payment(made, on=TODAY, by=staff.approver, at=NOW)
    central.ask_to_cancel_central(made, reason="Doppelt", by=staff.officer, at=NOW)
    return Waiting(
        lambda by: central.cancel_central_payment(made, by=by, at=NOW), staff.officer, bodies=()
    )


def _efa_cost(staff: Staff) -> Waiting:
    efa_line(2024)
    made = efa.prepare_cost(cost("100.00"), by=staff.officer, at=NOW)
    return Waiting(
        lambda by: efa.approve_cost(made, on=date(2024, 5, 2), by=by, at=NOW),
        staff.officer,
        bodies=(),
    )


def _efa_reversal(staff: Staff) -> Waiting:
    efa_service()
    waiting = _efa_cost(staff)
    waiting.sign(staff.approver)
    made = EfaCost.objects.get()
    efa.prepare_reversal(made, reason="Doppelt", by=staff.officer, at=NOW)
    return Waiting(lambda by: efa.approve_reversal(made, by=by, at=NOW), staff.officer, bodies=())


def _selection(staff: Staff) -> Waiting:
    first = call_with([90, 80], places=1).applications.order_by("pk").first()
    assert first is not None
    assert first.lead_id is not None
    made = call.propose_selection(first, on=ANNOUNCED, reason="Rang 1", by=staff.officer, at=NOW)
    return Waiting(
        lambda by: call.approve_call_decision(made, by=by, at=NOW),
        staff.officer,
        bodies=[first.lead_id],
    )


def _selection_back(staff: Staff) -> Waiting:
    waiting = _selection(staff)
    made = CallDecision.objects.get()
    return Waiting(
        lambda by: call.return_call_decision(made, by=by, at=NOW, reason="Frage"),
        staff.officer,
        bodies=waiting.bodies,
    )


ACTS: dict[str, Callable[[Staff], Waiting]] = {
    "approval": _approval,
    "third approval": _third_approval,
    "approval after consent": _approval_after_consent,
    "consent": _consent,
    "sending back": _sending_back,
    "rejection": _rejection,
    "amendment": _amendment,
    "revocation": _ending(DecisionKind.REVOCATION),
    "annulment": _ending(DecisionKind.ANNULMENT),
    "lapse": _ending(DecisionKind.LAPSE),
    "payment": _payment,
    "cancelling": _cancelling,
    "check": _check,
    "reclaim": _reclaim,
    "waiver": _waiver,
    "waiver sent back": _waiver_back,
    "budget": _budget,
    "budget sent back": _budget_back,
    "budget cancelling": _budget_cancelling,
    "budget cancelling sent back": _budget_cancelling_back,
    "central payment": _central,
    "central cancelling": _central_cancelling,
    "EfA cost": _efa_cost,
    "EfA reversal": _efa_reversal,
    "selection": _selection,
    "selection sent back": _selection_back,
}


def refusal_of(waiting: Waiting, by: User) -> str | None:
    """The code of the refusal, None where `by` may sign."""
    try:
        waiting.sign(by)
    except RuleError as error:
        return error.code
    return None
