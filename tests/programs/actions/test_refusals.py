"""What actions refuse, each with its field, its code and its sentence; nothing is written.

`python -m pytest --refusals` lists the refusals that a run has not raised.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from programs.actions.application import propose_rejection, request_papers, submit_application
from programs.actions.budget.lines import propose_budget, propose_carry_over
from programs.actions.budget.year_change import propose_year_change
from programs.actions.central import check_central_payment
from programs.actions.closing import close_grant
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import notify_grant
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.finality import finalise_grant
from programs.actions.efa.costs import prepare_cost
from programs.actions.payment.changes import record_use, send_payment_back
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.actions.proof.check import receive_proof, review_proof
from programs.actions.proof.reminders import record_reminder
from programs.actions.reclaim.claims import approve_reclaim, open_reclaim, record_repayment
from programs.actions.reclaim.interest import claim_interest, propose_waiver, waive_interest
from programs.actions.way_back.returns import settle_return
from programs.actions.way_back.withdrawing import send_back
from programs.choices import CheckResult, DecisionKind, EntryKind, NotificationKind
from programs.models import BudgetLine, CentralPayment, Grant, ProposalReturn, Reclaim
from tests.factories.accounts import NOW
from tests.factories.efa import cost, efa_line
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory, legislate, program
from tests.saying_no import says_no

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]
DAY = timedelta(days=1)
TOMORROW, YESTERDAY = TODAY + DAY, TODAY - DAY
NOTHING, CENT, ONE = Decimal("0.00"), Decimal("0.01"), Decimal("1.00")


SINCE = date(2026, 3, 1)  # the money went out, and bears interest


def paid_and_ended(staff: Staff, eur: str = "1000.00") -> Grant:
    return staff.ended(staff.paid_since(SINCE, eur, officer=staff.officer))


@pytest.mark.parametrize(("amount", "taken"), [(NOTHING, None), (-ONE, CENT)])
def test_application_names_an_amount_or_none(
    staff: Staff, amount: Decimal, taken: Decimal | None
) -> None:
    grant = GrantFactory.create(draft=True)
    values: dict[str, Any] = {"received_on": TODAY, "by": staff.officer, "at": NOW}
    says_no(
        lambda: submit_application(grant, applied_eur=amount, **values),
        "applied_eur",
        "rule",
        "Enter an amount of more than",
    )
    submit_application(grant, applied_eur=taken, **values)
    assert fresh(grant).applied_eur == taken


def test_papers_are_named_and_due_after_the_request(staff: Staff) -> None:
    grant = GrantFactory.create(draft=True, state="in_review")
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    says_no(
        lambda: request_papers(grant, titles=[" ", ""], due_on=TODAY, **values),
        "titles",
        "rule",
        "Name the papers",
    )
    says_no(
        lambda: request_papers(grant, titles=["Plan"], due_on=YESTERDAY, **values),
        "due_on",
        "rule",
        "The deadline lies before",
    )
    (paper,) = request_papers(grant, titles=["Plan", " "], due_on=TODAY, **values)
    assert paper.title == "Plan"


def test_rejection_and_amendment_and_ending_give_their_reason(staff: Staff) -> None:
    signed: dict[str, Any] = {"by": staff.officer, "at": NOW}
    grant = GrantFactory.create(draft=True, state="in_review")
    says_no(
        lambda: propose_rejection(grant, reason=" ", **signed),
        "reason",
        "rule",
        "Give the reason for the rejection.",
    )
    final = staff.final()
    says_no(
        lambda: propose_amendment(final, lines={}, reason=" ", **signed),
        "reason",
        "rule",
        "Give the reason of the amendment.",
    )
    says_no(
        lambda: propose_amendment(final, lines={}, reason="x", **signed),
        "lines",
        "rule",
        "Change an amount or the end",
    )
    days: dict[str, Any] = {"known_on": TODAY, "hearing_on": TODAY}
    says_no(
        lambda: propose_ending(final, DecisionKind.REVOCATION, reason=" ", **days, **signed),
        "reason",
        "rule",
        "Give the reason; discretion",
    )
    for hearing_on in (None, TOMORROW):
        says_no(
            lambda hearing_on=hearing_on: propose_ending(  # type: ignore[misc]
                final,
                DecisionKind.REVOCATION,
                reason="x",
                known_on=TODAY,
                hearing_on=hearing_on,
                **signed,
            ),
            "hearing_on",
            "rule",
            "Hear the recipient first",
        )
    says_no(
        lambda: propose_ending(
            final, DecisionKind.REVOCATION, reason="x", known_on=None, hearing_on=TODAY, **signed
        ),
        "known_on",
        "rule",
        "Record since when the facts",
    )


def test_embargo_ends_ahead_on_a_day_or_with_the_hand_over(staff: Staff) -> None:
    grant = staff.approved()
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    says_no(
        lambda: notify_grant(grant, embargo_until=YESTERDAY, **values),
        "embargo_until",
        "embargo_over",
        "The embargo ended on 22.11.2026",
    )
    says_no(
        lambda: notify_grant(
            grant, awaits_hand_over=True, kind=NotificationKind.HANDED_OVER, **values
        ),
        "awaits_hand_over",
        "rule",
        "This notification is the hand-over",
    )
    says_no(
        lambda: notify_grant(grant, awaits_hand_over=True, embargo_until=TODAY, **values),
        "embargo_until",
        "rule",
        "The embargo ends on a day or with",
    )
    notify_grant(grant, embargo_until=TODAY, **values)  # its last day may be today


def test_without_a_time_for_an_appeal_only_its_waiver_makes_final(staff: Staff) -> None:
    grant = staff.notified()
    legislate(grant, finality_months=None)
    grant = fresh(grant)
    says_no(
        lambda: finalise_grant(grant, on=TODAY, by=staff.officer, at=NOW),
        "waived_on",
        "rule",
        "The directive names no time for an appeal.",
    )
    finalise_grant(grant, on=TODAY, by=staff.officer, at=NOW, waived_on=TODAY)


def test_a_payment_is_ordered_once_and_not_after_it_was_sent_back(staff: Staff) -> None:
    grant = staff.final()
    drawdown = staff.drawn(grant, "3.00")
    payment, returned = (
        prepare_payment(drawdown, ONE, by=staff.officer, at=NOW) for _number in range(2)
    )
    says_no(
        lambda: record_use(payment, used_on=TODAY, by=staff.officer, at=NOW),
        None,
        "not_ordered",
        "This payment is not ordered yet.",
    )
    order_payment(payment, paid_on=TODAY, by=staff.approver, at=NOW)
    for act in (
        lambda: order_payment(payment, paid_on=TODAY, by=staff.second, at=NOW),
        lambda: send_payment_back(payment, reason="Konto", by=staff.second, at=NOW),
    ):
        says_no(act, None, "ordered_already", "This payment is ordered already.")
    send_payment_back(returned, reason="Konto", by=staff.approver, at=NOW)
    says_no(
        lambda: order_payment(returned, paid_on=TODAY, by=staff.approver, at=NOW),
        None,
        "cancelled",
        "This payment is cancelled.",
    )


@pytest.mark.parametrize("amount", [NOTHING, -ONE])
def test_what_is_drawn_is_more_than_nothing_and_of_a_final_decision(
    staff: Staff, amount: Decimal
) -> None:
    line = BudgetLineFactory.create()
    signed: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    grant = staff.notified(line)
    says_no(
        lambda: request_drawdown(grant, line, ONE, **signed),
        "state",
        "rule",
        "No money is drawn or paid in the state",
    )
    finalise_grant(grant, on=TODAY, by=staff.officer, at=NOW, waived_on=TODAY)
    says_no(
        lambda: request_drawdown(fresh(grant), line, amount, **signed),
        "amount_eur",
        "rule",
        "Enter an amount of more than",
    )


def test_a_reclaim_has_reason_hearing_amount_and_no_rival(staff: Staff) -> None:
    grant = paid_and_ended(staff)
    values: dict[str, Any] = {
        "amount_eur": Decimal("1000.00"),
        "reason": "x",
        "hearing_on": TODAY,
        "interest_from": TODAY,
        "due_on": TODAY,
        "by": staff.officer,
        "at": NOW,
    }

    def opened(**changed: Any) -> Callable[[], Reclaim]:
        return lambda: open_reclaim(grant, **{**values, **changed})

    says_no(opened(reason=" "), "reason", "rule", "Give the reason of the reclaim.")
    for day in (None, TOMORROW):
        says_no(opened(hearing_on=day), "hearing_on", "rule", "Hear the recipient first")
    for amount in ("0.00", "1000.01"):
        says_no(opened(amount_eur=Decimal(amount)), "amount_eur", "rule", "1.000,00")
    reclaim = opened(amount_eur=ONE)()
    says_no(opened(amount_eur=ONE), None, "reclaim_pending", "Another reclaim awaits")
    says_no(
        lambda: record_repayment(reclaim, paid_on=TODAY, by=staff.officer, at=NOW),
        None,
        "not_approved",
        "This reclaim is not approved yet.",
    )
    approve_reclaim(reclaim, by=staff.approver, at=NOW)


def test_waived_interest_is_neither_claimed_nor_waived_again(staff: Staff) -> None:
    reclaim = staff.reclaimed(paid_and_ended(staff), "1000.00", interest_from=SINCE)
    signed: dict[str, Any] = {"by": staff.officer, "at": NOW}
    propose_waiver(reclaim, reason="Kleinbetrag", **signed)
    says_no(
        lambda: propose_waiver(reclaim, reason="Noch einmal", **signed),
        None,
        "waiver_pending",
        "A waiver of the interest awaits",
    )
    waive_interest(reclaim, by=staff.approver, at=NOW)
    says_no(
        lambda: propose_waiver(reclaim, reason="Noch einmal", **signed),
        None,
        "waived_already",
        "The interest is waived already.",
    )
    says_no(
        lambda: waive_interest(reclaim, by=staff.second, at=NOW),
        None,
        "waived_already",
        "The interest is waived already.",
    )


def test_interest_is_due_today_or_later(staff: Staff) -> None:
    grant = paid_and_ended(staff)
    reclaim = staff.reclaimed(grant, "1000.00", interest_from=SINCE)
    record_repayment(reclaim, paid_on=date(2026, 4, 1), by=staff.officer, at=NOW)
    says_no(
        lambda: claim_interest(reclaim, due_on=YESTERDAY, by=staff.officer, at=NOW),
        "due_on",
        "rule",
        "The due day lies in the past.",
    )
    claim_interest(reclaim, due_on=TODAY, by=staff.officer, at=NOW)


def test_a_proposal_sent_back_is_taken_note_of_once(staff: Staff) -> None:
    decision = staff.proposed()
    send_back(decision.grant, by=staff.approver, at=NOW, reason="Rückfrage")
    returned = ProposalReturn.objects.get()
    settle_return(returned, by=staff.officer, at=NOW)
    says_no(
        lambda: settle_return(returned, by=staff.officer, at=NOW),
        None,
        "settled_already",
        "This is settled already.",
    )


def test_an_efa_cost_is_more_than_nothing_on_one_promised_line(staff: Staff) -> None:
    efa_line()
    for amount in ("0.00", "-1.00"):
        says_no(
            partial(prepare_cost, cost(amount), by=staff.officer, at=NOW),
            "amount_eur",
            "rule",
            "Enter an amount of more than",
        )
    efa_line(money=ONE)
    says_no(
        lambda: prepare_cost(cost("1.00"), by=staff.officer, at=NOW),
        "year",
        "several_lines",
        "2024 has several budget lines for EfA costs.",
    )


@pytest.mark.parametrize("name", ["payee", "purpose", "document"])
def test_a_central_payment_says_who_what_and_why(staff: Staff, name: str) -> None:
    line = BudgetLineFactory.create(program=program("civento"))
    values = {"payee": "ekom21", "purpose": "Lizenzen", "document": "R 1", "amount_eur": ONE}
    says_no(
        lambda: check_central_payment(
            CentralPayment(line=line, **{**values, name: " "}), by=staff.officer, at=NOW
        ),
        name,
        "rule",
        "Say who is paid, what for",
    )
    for amount in (None, NOTHING):
        says_no(
            lambda amount=amount: check_central_payment(  # type: ignore[misc]
                CentralPayment(line=line, **{**values, "amount_eur": amount}),
                by=staff.officer,
                at=NOW,
            ),
            "amount_eur",
            "rule",
            "Enter an amount of more than",
        )


def test_a_budget_booking_names_its_document_and_fitting_lines(staff: Staff) -> None:
    signed: dict[str, Any] = {"by": staff.budget, "at": NOW}
    line, past = BudgetLineFactory.create(), BudgetLineFactory.create(fiscal_year=2025)
    says_no(
        lambda: propose_budget(line, EntryKind.BLOCK, ONE, on=TODAY, document=" ", **signed),
        "document",
        "rule",
        "Name the document.",
    )
    says_no(
        lambda: propose_year_change(past, line, on=TODAY, document=" ", **signed),
        "document",
        "rule",
        "Name the document.",
    )
    foreign = BudgetLineFactory.create(program=program("civento"))
    later = BudgetLineFactory.create(due_year=2027)

    def carried(source: BudgetLine, target: BudgetLine) -> Callable[[], object]:
        return lambda: propose_carry_over(source, target, ONE, on=TODAY, document="H", **signed)

    says_no(carried(past, foreign), "target", "rule", "Funds are carried over to a later year")
    says_no(carried(line, line), "target", "rule", "Funds are carried over to a later year")
    says_no(carried(past, later), "target", "rule", "A commitment authorisation is no cash")
    carried(past, line)()


def test_a_proof_is_checked_with_its_parts_and_a_note(staff: Staff) -> None:
    grant = staff.final(officer=staff.officer)
    staff.paid(grant, "100000.00")
    received = staff.proof_received(fresh(grant))
    values: dict[str, Any] = {"by": staff.officer, "at": NOW, "result": CheckResult.ACCEPTED}
    says_no(
        lambda: review_proof(received, note=" ", **values),
        "note",
        "rule",
        "",
    )
    says_no(
        lambda: record_reminder(received, on=TODAY, by=staff.officer, at=NOW),
        "state",
        "rule",
        "No proof of use is outstanding",
    )
    says_no(
        lambda: close_grant(received, on=TODAY, by=staff.officer, at=NOW),
        "state",
        "wrong_state",
        "",
    )


@pytest.mark.parametrize("name", ["actual_eur", "other_funds_eur"])
def test_a_proof_tells_no_negative_amount(staff: Staff, name: str) -> None:
    grant = staff.final()
    staff.paid(grant, "1.00")
    due = staff.proof_due(fresh(grant))
    told: dict[str, Any] = {"actual_eur": ONE, name: -ONE}
    says_no(
        lambda: receive_proof(due, on=TODAY, by=staff.officer, at=NOW, **told),
        name,
        "rule",
        "The amount cannot be negative.",
    )
