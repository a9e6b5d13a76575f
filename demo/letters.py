"""Letters of every kind, made by the acts that write them: some went out, others wait.

The other cases of the demo are written as rows, without letters; these few live through their acts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from core.calendar import add_months, month_end
from demo.batch import Staff
from demo.budget import IKZ
from demo.dates import LAST_DAY, after, office_hour
from programs.actions.application import propose_rejection, reject_application, request_papers
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.later import approve_change
from programs.actions.proof.check import review_proof
from programs.actions.proof.reminders import record_reminder
from programs.actions.reclaim.claims import approve_reclaim, claimable_eur, open_reclaim
from programs.actions.sending import send_letter
from programs.choices import CheckResult, DecisionKind, GrantState, NotificationKind, Origin
from programs.models import Grant, GrantBalance, Letter, Payment

MORNING, AFTERNOON = office_hour(LAST_DAY, 9), office_hour(LAST_DAY, 15)
# Bodies with demo accounts, so that a municipality finds letters of its own.
SHOWN_TO = ("06535011", "06415000", "06535006", "06531")
PAPERS = ("Beschluss der Gemeindevertretung (Demodaten)", "Finanzierungsplan (Demodaten)")
APPLIED_ON, HEARD_ON = after(LAST_DAY, -35), after(LAST_DAY, -10)
REASON = "Der Zweck wird nicht mehr erreicht. (Demodaten)"


def load_letters(staff: Staff) -> None:
    """Do each act that writes a letter at least once."""
    _send_payment_notices(staff)
    _grant(staff)
    _ask_and_reject(staff)
    _prolong(staff)
    _conclude(staff)
    _remind(staff)
    _take_back(staff)


def _send_payment_notices(staff: Staff) -> None:
    """The notices of the payments that were ordered as in life went out with the payment."""
    for letter in Letter.objects.filter(payment__isnull=False).order_by("pk"):
        _send(letter, NotificationKind.ELECTRONIC, staff, on=timezone.localdate(letter.made_at))


def _grant(staff: Staff) -> None:
    """Two grant decisions: one was sent, the other waits in the print queue."""
    first, second = _cases(Q(state=GrantState.APPROVAL_PENDING))[:2]
    for case in (first, second):
        approve_decision(case.decisions.get(), by=staff.approver, at=AFTERNOON)
    _send(first.letters.get(), NotificationKind.POST, staff)


def _ask_and_reject(staff: Staff) -> None:
    """Papers are asked for in one application, another one is rejected."""
    asked, rejected = _cases(Q(state=GrantState.IN_REVIEW))[:2]
    due_on = after(LAST_DAY, 42)
    request_papers(asked, titles=PAPERS, on=LAST_DAY, due_on=due_on, by=staff.officer, at=AFTERNOON)
    reason = "Das Vorhaben war vor der Antragstellung begonnen. (Demodaten)"
    propose_rejection(rejected, reason=reason, by=staff.officer, at=MORNING)
    reject_application(rejected, by=staff.approver, at=AFTERNOON)
    _send(rejected.letters.get(), NotificationKind.POST, staff)


def _prolong(staff: Staff) -> None:
    """A longer approval period by an amending decision, which waits to be sent."""
    running = Q(state__in=[GrantState.FINAL, GrantState.IN_PAYMENT], period_end__gt=LAST_DAY)
    case = _cases(running)[0]
    end: date = case.period_end or LAST_DAY
    decision = propose_amendment(
        case,
        lines={},
        period_end=month_end(add_months(end, 3)),
        applied_on=APPLIED_ON,
        reason="Die Einführung verzögert sich um drei Monate. (Demodaten)",
        by=staff.officer,
        at=MORNING,
    )
    approve_change(decision, by=staff.approver, at=AFTERNOON)


def _conclude(staff: Staff) -> None:
    """A proof of use is accepted; the final decision confirms the grant and was handed over."""
    case = _cases(Q(state=GrantState.PROOF_SUBMITTED))[0]
    review_proof(
        case,
        result=CheckResult.ACCEPTED,
        note="Zweckentsprechend verwendet. (Demodaten)",
        by=staff.officer,
        at=MORNING,
    )
    reason = "Der Verwendungsnachweis wurde geprüft und anerkannt. (Demodaten)"
    decision = propose_amendment(case, lines={}, reason=reason, by=staff.officer, at=MORNING)
    approve_change(decision, by=staff.approver, at=AFTERNOON)
    _send(case.letters.get(), NotificationKind.HANDED_OVER, staff)


def _remind(staff: Staff) -> None:
    """A proof of use that is overdue is reminded of by post."""
    case = _cases(Q(state=GrantState.PROOF_DUE, proof__due_on__lt=LAST_DAY))[0]
    record_reminder(case, on=LAST_DAY, by=staff.officer, at=AFTERNOON)


def _take_back(staff: Staff) -> None:
    """One grant is revoked and reclaimed, one annulled, one lapsed; none of them used up."""
    revoked = _cases(Q(state=GrantState.IN_PAYMENT, pk__in=_half_paid()))[0]
    annulled, lapsed = _cases(Q(state=GrantState.NOTIFIED, embargo_until=None))[:2]
    _end(revoked, DecisionKind.REVOCATION, staff)
    _end(annulled, DecisionKind.ANNULMENT, staff)
    _end(lapsed, DecisionKind.LAPSE, staff)
    paid = Payment.objects.filter(drawdown__grant=revoked).earliest("paid_on")
    reclaim = open_reclaim(
        revoked,
        amount_eur=claimable_eur(revoked),
        reason=REASON,
        hearing_on=HEARD_ON,
        interest_from=paid.paid_on or LAST_DAY,
        due_on=add_months(LAST_DAY, 1),
        by=staff.officer,
        at=MORNING,
    )
    approve_reclaim(reclaim, by=staff.approver, at=AFTERNOON)


def _half_paid() -> QuerySet[GrantBalance, Any]:
    """Cases that have something bound and not drawn, and nothing drawn and not paid."""
    rests = GrantBalance.objects.filter(committed_eur__gt=F("drawn_eur"))
    waiting = GrantBalance.objects.filter(drawn_eur__gt=F("paid_eur"))
    return rests.exclude(grant__in=waiting.values("grant")).values("grant")


def _end(case: Grant, kind: DecisionKind, staff: Staff) -> None:
    """End the grant, and tell the recipient by post."""
    decision = propose_ending(
        case,
        kind,
        reason=REASON,
        known_on=HEARD_ON,
        hearing_on=HEARD_ON,
        by=staff.officer,
        at=MORNING,
    )
    approve_change(decision, by=staff.approver, at=AFTERNOON)
    _send(case.letters.get(), NotificationKind.POST, staff)


def _cases(having: Q) -> QuerySet[Grant]:
    """Cooperations of the demo in a state; those led by a body with a demo account come first."""
    found = Grant.objects.filter(having, origin=Origin.DEMO, program__code=IKZ, letters=None)
    return found.order_by(Case(When(lead__in=SHOWN_TO, then=0), default=1), "file_reference")


def _send(letter: Letter, kind: NotificationKind, staff: Staff, *, on: date = LAST_DAY) -> None:
    send_letter(letter, on=on, kind=kind, by=staff.officer, at=office_hour(on, 16))
