"""Deeds on a case as people do them, for random sequences: each tries one action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.errors import RuleError
from programs.actions.application import (
    notify_rejection,
    propose_rejection,
    reject_application,
    withdraw_application,
)
from programs.actions.budget.lines import propose_budget
from programs.actions.closing import complete_grant
from programs.actions.decision.approval import approve_decision, notify_grant, propose_grant
from programs.actions.decision.finality import finalise_grant
from programs.actions.payment.changes import ask_to_cancel, cancel_payment, release_drawdown
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.actions.proof.check import await_proof, receive_proof, return_proof, review_proof
from programs.actions.reclaim.claims import record_repayment
from programs.actions.way_back.withdrawing import send_back
from programs.choices import CheckResult, EntryKind, GrantState, NotificationKind
from programs.models import BaseRate, BudgetLine, Decision, Grant, Payment
from tests.factories.accounts import NOW
from tests.factories.efa import efa_line, keys
from tests.factories.life import TODAY, Staff
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.programs import deeds_efa as efa
from tests.programs import deeds_later as later
from tests.rows import end_as_application

CASES = 5


class Office:
    """Five cases, one half paid, one revoked, one that owes interest; EfA costs; and the staff."""

    def __init__(self) -> None:
        self.staff = Staff.hire()
        self.lines = [BudgetLineFactory.create(money="100000.00") for _number in range(2)]
        efa_line(TODAY.year, money=Decimal("100000.00"))
        keys(TODAY.year)
        BaseRate.objects.create(valid_from=date(2026, 7, 1), percent=Decimal("1.27"), source="Test")
        self.cases = [self._draft(0), self._draft(1), self._paid(), self._revoked()]
        self.cases.append(self._repaid())

    def _draft(self, number: int) -> Grant:
        first, second = self.lines if number % 2 else reversed(self.lines)
        tranches = {first: Decimal("60000.01"), second: Decimal("39999.99")}
        return GrantFactory.create(draft=True, tranches=tranches)

    def _paid(self) -> Grant:
        """A case in payment; half of it is paid."""
        return self.staff.paid_since(later.PAID_SINCE, "50000.00", line=self.lines[0])

    def _revoked(self) -> Grant:
        """A case that was revoked after half of it was paid."""
        line = BudgetLineFactory.create(money="100000.00")
        return self.staff.ended(self.staff.paid_since(later.PAID_SINCE, "50000.00", line=line))

    def _repaid(self) -> Grant:
        """A revoked case whose principal came back and whose interest nobody claimed yet."""
        claim = self.staff.reclaimed(self._revoked(), "50000.00", interest_from=later.PAID_SINCE)
        record_repayment(claim, paid_on=later.PAID_BACK, by=self.staff.officer, at=NOW)
        return claim.grant

    def do(self, pick: int, number: int, amount_eur: Decimal) -> str:
        """Try a deed on a case; its name, or nothing where a rule refuses it.

        Three of four deeds fit the state of the case, the others are any.
        """
        case = Grant.objects.get(pk=self.cases[number].pk)
        names = FITTING.get(GrantState(case.state), ("add", *COSTS)) if pick % 4 else tuple(DEEDS)
        name = names[pick // 4 % len(names)]
        try:
            DEEDS[name](self.staff, case, self.lines[pick % 2], amount_eur)
        except RuleError:
            return ""
        end_as_application(connection)
        return name


Deed = Callable[[Staff, Grant, BudgetLine, Decimal], object]


def _decision(case: Grant) -> Decision:
    decision = case.decisions.order_by("-pk").first()
    if decision is None:
        raise RuleError("nothing is decided")
    return decision


def _propose(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    propose_grant(case, by=staff.officer, at=NOW)


def _approve(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    approve_decision(_decision(case), by=staff.approver, at=NOW)


def _send_back(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    send_back(case, by=staff.approver, at=NOW, reason="Rückfrage")


def _withdraw(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    withdraw_application(case, on=TODAY, by=staff.officer, at=NOW)


def _decline(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    propose_rejection(case, reason="Kein Landesinteresse", by=staff.officer, at=NOW)


def _reject(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    reject_application(case, by=staff.approver, at=NOW)
    notify_rejection(case, on=TODAY, by=staff.officer, at=NOW)


def _notify(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    notify_grant(case, on=TODAY, by=staff.officer, at=NOW, kind=NotificationKind.HANDED_OVER)


def _finalise(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    finalise_grant(case, on=TODAY, by=staff.officer, at=NOW, waived_on=TODAY)


def _draw(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    request_drawdown(case, line, amount, on=TODAY, by=staff.officer, at=NOW)


def _prepare(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    drawdown = case.drawdowns.filter(line=line).first()
    if drawdown is None:
        raise RuleError("nothing is drawn")
    prepare_payment(drawdown, amount, by=staff.officer, at=NOW)


def _order(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    payment = _payments(case).filter(ordered_at__isnull=True).first()
    if payment is None:
        raise RuleError("nothing is to be paid")
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)


def _payments(case: Grant) -> QuerySet[Payment]:
    return Payment.objects.filter(drawdown__grant=case, cancelled_at__isnull=True).order_by("pk")


def _ask(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    payment = _payments(case).first()
    if payment is None:
        raise RuleError("nothing is paid")
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)


def _cancel(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    payment = _payments(case).filter(cancel_prepared_by__isnull=False).first()
    if payment is None:
        raise RuleError("nothing is to be cancelled")
    cancel_payment(payment, by=staff.second, at=NOW)


def _release(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    drawdown = case.drawdowns.filter(line=line).first()
    if drawdown is None:
        raise RuleError("nothing is drawn")
    release_drawdown(drawdown, reason="Bedarf entfallen", on=TODAY, by=staff.officer, at=NOW)


def _complete(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    complete_grant(case, fulfilled_on=TODAY, by=staff.officer, at=NOW)
    await_proof(case, by=None)


def _receive(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    receive_proof(case, on=TODAY, by=staff.officer, at=NOW, actual_eur=amount * 4)


def _review(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    """Check with the result that fits; only one of both does."""
    values: dict[str, Any] = {"note": "Belege gesehen.", "by": staff.officer, "at": NOW}
    try:
        review_proof(case, result=CheckResult.REDUCED, **values)
    except RuleError:
        review_proof(case, result=CheckResult.ACCEPTED, **values)


def _give_proof_back(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    return_proof(case, by=staff.officer, at=NOW, reason="Belege fehlen")


def _block(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    values: dict[str, Any] = {"on": TODAY, "document": "Sperre", "by": staff.budget, "at": NOW}
    staff.confirmed(propose_budget(line, EntryKind.BLOCK, amount, **values))


def _add(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    values: dict[str, Any] = {"on": TODAY, "document": "N", "by": staff.budget, "at": NOW}
    staff.confirmed(propose_budget(line, EntryKind.SUPPLEMENTARY, amount, **values))


DEEDS: dict[str, Deed] = {
    "propose": _propose,
    "approve": _approve,
    "send_back": _send_back,
    "withdraw": _withdraw,
    "decline": _decline,
    "reject": _reject,
    "notify": _notify,
    "finalise": _finalise,
    "draw": _draw,
    "prepare": _prepare,
    "order": _order,
    "ask": _ask,
    "cancel": _cancel,
    "release": _release,
    "complete": _complete,
    "receive": _receive,
    "review": _review,
    "add_money": later.add_money,
    "take_money": later.take_money,
    "move_money": later.move_money,
    "approve_it": later.approve_it,
    "drop_it": later.drop_it,
    "tell_it": later.tell_it,
    "make_it_final": later.make_it_final,
    "revoke": later.revoke,
    "annul": later.annul,
    "lapse": later.lapse,
    "reclaim": later.reclaim,
    "approve_claim": later.approve_claim,
    "drop_claim": later.drop_claim,
    "waive": later.waive,
    "propose_to_waive": later.propose_to_waive,
    "drop_a_waiver": later.drop_a_waiver,
    "claim_the_interest": later.claim_the_interest,
    "pay_interest": later.pay_interest,
    "repay": later.repay,
    "close": later.close,
    "undo": later.undo,
    "send_change_back": later.send_change_back,
    "give_proof_back": _give_proof_back,
    "block": _block,
    "add": _add,
    "record_cost": efa.record_cost,
    "book_cost": efa.book_cost,
    "ask_back": efa.ask_back,
    "book_back": efa.book_back,
}

PAYING = ("draw", "prepare", "order", "draw", "prepare", "order", "block", "add")
UNDOING = ("ask", "cancel", "release", "complete", "undo")
PROPOSING = ("add_money", "take_money", "move_money", "add_money", "take_money", "move_money")
CHANGING = (
    *PROPOSING,
    "approve_it",
    "undo",
    "tell_it",
    "undo",
    "make_it_final",
    "approve_it",
    "drop_it",
    "send_change_back",
)
ENDING = ("revoke", "annul", "lapse", "approve_it", "tell_it", "approve_it", "tell_it", "close")
CLAIMING = ("reclaim", "approve_claim", "reclaim", "approve_claim", "drop_claim", "undo")
INTEREST = (
    *("claim_the_interest", "pay_interest", "claim_the_interest", "pay_interest"),
    *("claim_the_interest", "pay_interest", "propose_to_waive", "waive", "drop_a_waiver"),
)
COSTS = ("record_cost", "book_cost", "ask_back", "book_back")
FITTING: dict[GrantState, tuple[str, ...]] = {
    GrantState.DRAFT: ("propose", "add"),
    GrantState.IN_REVIEW: (
        "propose",
        "propose",
        "propose",
        "decline",
        "reject",
        "reject",
        "withdraw",
    ),
    GrantState.APPROVAL_PENDING: (
        "approve",
        "approve",
        "add",
        "approve",
        "add",
        "send_back",
        "block",
    ),
    GrantState.APPROVED: ("notify", "block", "notify", "undo"),
    GrantState.NOTIFIED: ("finalise", "finalise", "add_money", "approve_it", "undo"),
    GrantState.FINAL: (*PAYING, *CHANGING),
    GrantState.IN_PAYMENT: (*PAYING, *PAYING, *PAYING, *UNDOING, *CHANGING, *ENDING),
    GrantState.PROOF_DUE: ("receive", "receive", "prepare", "order", "release", *CHANGING),
    GrantState.PROOF_SUBMITTED: (
        *("give_proof_back", "give_proof_back", "review", "review"),
        *("order", "ask", "cancel"),
    ),
    GrantState.PROOF_CHECKED: ("prepare", "order", "ask", "cancel", *ENDING, *CLAIMING),
    GrantState.REVOKED: CLAIMING,
    GrantState.ANNULLED: CLAIMING,
    GrantState.LAPSED: CLAIMING,
    GrantState.RECLAIM_OPEN: (
        *("repay", "repay", "repay", "repay", *INTEREST, *INTEREST, "reclaim", "approve_claim"),
        "undo",
    ),
    GrantState.CLOSED: ("undo",),
    GrantState.REJECTED: ("undo",),
    GrantState.WITHDRAWN: ("undo",),
    GrantState.RECLAIM_SETTLED: (
        "undo",
        "close",
        "close",
        "take_money",
        "approve_it",
        "record_cost",
    ),
}
