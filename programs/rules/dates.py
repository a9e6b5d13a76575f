"""The days of a case, a call, a bill and a booking, and the neighbours each lies between.

The table is the only place that says the order: actions ask `check_between`, the database gets its
constraints and triggers from it (programs/models/triggers/dates.py).
Source: docs/rules/dates.md, "The days of a case stand in order".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleError
from core.formats import format_day


class Day(StrEnum):
    """A day of a case, a call, a bill or a booking; the value is its table and column."""

    RECEIVED = "grant.received_on"
    COMPLETE = "grant.complete_on"
    WITHDRAWN = "grant.withdrawn_on"
    PAPER_ASKED = "missingpaper.requested_on"
    PAPER_CAME = "missingpaper.received_on"
    HEARD = "decision.hearing_on"
    KNOWN = "decision.known_on"
    CONSENTED = "decision.budget_officer_consent_on"
    PROPOSED = "decision.prepared_at"
    DECIDED = "decision.decided_on"
    NOTIFIED = "decision.notified_on"
    DELIVERED = "decision.delivered_on"
    OBJECTED = "decision.objected_on"
    WAIVED = "decision.appeal_waived_on"
    FINAL = "decision.final_on"
    HANDED_OVER = "grant.handed_over_on"
    DRAWN = "drawdown.requested_on"
    PAID = "payment.paid_on"
    USED = "payment.used_on"
    COMPLETED = "grant.purpose_fulfilled_on"
    REPORTED = "interimreport.submitted_on"
    PROOF_DUE = "proofofuse.due_on"
    PROVED = "proofofuse.submitted_on"
    CHECKED = "proofofuse.checked_on"
    CLAIM_HEARD = "reclaim.hearing_on"
    CLAIMED = "reclaim.prepared_at"
    INTEREST_FROM = "reclaim.interest_from"
    REPAID = "repayment.paid_on"
    PAID_BACK = "reclaim.paid_on"
    INTEREST_CLAIMED = "reclaim.interest_claimed_on"
    INTEREST_WAIVED = "reclaim.waived_on"
    INTEREST_PAID = "interestpayment.paid_on"
    SETTLED = "reclaim.settled_on"
    CLOSED = "grant.closed_on"
    RETAINED = "grant.retention_until"
    CALL_OPENED = "call.opens_on"
    CALL_ENDED = "call.deadline_on"
    CALL_ANNOUNCED = "call.announced_on"
    APPLIED = "callapplication.received_on"
    SELECTED = "callapplication.selected_on"
    GIVEN_UP = "callapplication.withdrawn_on"
    SELECTION_PROPOSED = "calldecision.prepared_at"
    SELECTION_SIGNED = "calldecision.approved_at"
    SELECTION_EFFECTIVE = "calldecision.effective_on"
    COST_PREPARED = "efacost.prepared_at"
    COST_SIGNED = "efacost.approved_at"
    COST_REVERSED = "efacost.reversed_at"
    BILL_PREPARED = "centralpayment.prepared_at"
    BILL_PAID = "centralpayment.paid_on"
    BILL_SIGNED = "centralpayment.approved_at"
    BILL_CANCELLED = "centralpayment.cancelled_at"
    BUDGET_BOOKED = "budgetbooking.booked_on"
    BUDGET_PREPARED = "budgetbooking.prepared_at"
    BUDGET_CONFIRMED = "budgetbooking.confirmed_at"
    BUDGET_CANCELLED = "budgetbooking.cancelled_at"

    @property
    def table(self) -> str:
        """The model's name in small letters."""
        return self.value.split(".")[0]

    @property
    def column(self) -> str:
        return self.value.split(".")[1]

    @property
    def is_moment(self) -> bool:
        """Whether the column holds a moment, whose day in Hessen counts."""
        return self.column.endswith("_at")


LABELS = {
    Day.RECEIVED: gettext_lazy("Receipt of the application"),
    Day.COMPLETE: gettext_lazy("Papers complete"),
    Day.WITHDRAWN: gettext_lazy("Application withdrawn"),
    Day.PAPER_ASKED: gettext_lazy("Paper asked for"),
    Day.PAPER_CAME: gettext_lazy("Paper received"),
    Day.HEARD: gettext_lazy("Hearing"),
    Day.KNOWN: gettext_lazy("Facts known"),
    Day.CONSENTED: gettext_lazy("Consent of the budget officer"),
    Day.PROPOSED: gettext_lazy("Proposal of the decision"),
    Day.DECIDED: gettext_lazy("Date of the decision"),
    Day.NOTIFIED: gettext_lazy("Sending of the decision"),
    Day.DELIVERED: gettext_lazy("Delivery of the decision"),
    Day.OBJECTED: gettext_lazy("Appeal"),
    Day.WAIVED: gettext_lazy("Waiver or end of the appeal"),
    Day.FINAL: gettext_lazy("Finality"),
    Day.HANDED_OVER: gettext_lazy("Hand-over of the decision"),
    Day.DRAWN: gettext_lazy("Drawdown"),
    Day.PAID: gettext_lazy("Value date of the payment"),
    Day.USED: gettext_lazy("Report of the use"),
    Day.COMPLETED: gettext_lazy("Purpose fulfilled"),
    Day.REPORTED: gettext_lazy("Receipt of the interim report"),
    Day.PROOF_DUE: gettext_lazy("Due day of the proof of use"),
    Day.PROVED: gettext_lazy("Receipt of the proof of use"),
    Day.CHECKED: gettext_lazy("Check of the proof of use"),
    Day.CLAIM_HEARD: gettext_lazy("Hearing before the reclaim"),
    Day.CLAIMED: gettext_lazy("Proposal of the reclaim"),
    Day.INTEREST_FROM: gettext_lazy("First day of the interest"),
    Day.REPAID: gettext_lazy("Repayment"),
    Day.PAID_BACK: gettext_lazy("Repayment in whole"),
    Day.INTEREST_CLAIMED: gettext_lazy("Claim of the interest"),
    Day.INTEREST_WAIVED: gettext_lazy("Waiver of the interest"),
    Day.INTEREST_PAID: gettext_lazy("Payment of interest"),
    Day.SETTLED: gettext_lazy("Settlement of the reclaim"),
    Day.CLOSED: gettext_lazy("Closing of the case"),
    Day.RETAINED: gettext_lazy("End of the retention"),
    Day.CALL_OPENED: gettext_lazy("First day for applications to the call"),
    Day.CALL_ENDED: gettext_lazy("Deadline of the call"),
    Day.CALL_ANNOUNCED: gettext_lazy("Announcement of the selection"),
    Day.APPLIED: gettext_lazy("Receipt of the application to the call"),
    Day.SELECTED: gettext_lazy("Selection"),
    Day.GIVEN_UP: gettext_lazy("Giving up of the selection"),
    Day.SELECTION_PROPOSED: gettext_lazy("Proposal of the selection"),
    Day.SELECTION_SIGNED: gettext_lazy("Signature under the selection"),
    Day.SELECTION_EFFECTIVE: gettext_lazy("Effect of the selection"),
    Day.COST_PREPARED: gettext_lazy("Recording of the cost"),
    Day.COST_SIGNED: gettext_lazy("Approval of the cost"),
    Day.COST_REVERSED: gettext_lazy("Reversal of the cost"),
    Day.BILL_PREPARED: gettext_lazy("Recording of the central payment"),
    Day.BILL_PAID: gettext_lazy("Value date of the central payment"),
    Day.BILL_SIGNED: gettext_lazy("Approval of the central payment"),
    Day.BILL_CANCELLED: gettext_lazy("Cancelling of the central payment"),
    Day.BUDGET_BOOKED: gettext_lazy("Day of the budget booking"),
    Day.BUDGET_PREPARED: gettext_lazy("Recording of the budget booking"),
    Day.BUDGET_CONFIRMED: gettext_lazy("Confirmation of the budget booking"),
    Day.BUDGET_CANCELLED: gettext_lazy("Cancelling of the budget booking"),
}

# Each day with those it may not lie before; the same day is fine.
NOT_BEFORE: dict[Day, tuple[Day, ...]] = {
    Day.COMPLETE: (Day.RECEIVED,),
    Day.WITHDRAWN: (Day.RECEIVED,),
    Day.PAPER_CAME: (Day.PAPER_ASKED,),
    Day.PROPOSED: (Day.RECEIVED, Day.COMPLETE),
    Day.DECIDED: (Day.RECEIVED, Day.COMPLETE, Day.PROPOSED, Day.HEARD, Day.KNOWN, Day.CONSENTED),
    Day.NOTIFIED: (Day.DECIDED,),
    Day.DELIVERED: (Day.NOTIFIED,),
    Day.OBJECTED: (Day.NOTIFIED,),
    Day.WAIVED: (Day.NOTIFIED, Day.OBJECTED),
    Day.FINAL: (Day.NOTIFIED,),
    Day.HANDED_OVER: (Day.NOTIFIED,),
    Day.DRAWN: (Day.FINAL,),
    Day.PAID: (Day.DRAWN,),
    Day.USED: (Day.PAID,),
    Day.COMPLETED: (Day.DECIDED,),
    Day.REPORTED: (Day.NOTIFIED,),
    Day.PROOF_DUE: (Day.DECIDED,),
    Day.PROVED: (Day.NOTIFIED,),
    Day.CHECKED: (Day.PROVED,),
    Day.CLAIMED: (Day.CLAIM_HEARD,),
    Day.INTEREST_CLAIMED: (Day.CLAIMED, Day.PAID_BACK),
    Day.INTEREST_WAIVED: (Day.CLAIMED,),
    Day.SETTLED: (Day.PAID_BACK, Day.INTEREST_WAIVED),
    Day.CLOSED: (
        Day.RECEIVED,
        Day.COMPLETED,
        Day.PAID,
        Day.CHECKED,
        Day.REPAID,
        Day.INTEREST_PAID,
        Day.SETTLED,
    ),
    Day.RETAINED: (Day.CLOSED, Day.WITHDRAWN),
    Day.CALL_ENDED: (Day.CALL_OPENED,),
    Day.CALL_ANNOUNCED: (Day.CALL_ENDED,),
    Day.SELECTED: (Day.CALL_ENDED, Day.APPLIED),
    Day.GIVEN_UP: (Day.SELECTED,),
    Day.SELECTION_EFFECTIVE: (Day.CALL_ENDED, Day.APPLIED),
    Day.SELECTION_SIGNED: (Day.SELECTION_PROPOSED,),
    Day.COST_SIGNED: (Day.COST_PREPARED,),
    Day.COST_REVERSED: (Day.COST_SIGNED,),
    Day.BILL_SIGNED: (Day.BILL_PREPARED, Day.BILL_PAID),
    Day.BILL_CANCELLED: (Day.BILL_SIGNED,),
    Day.BUDGET_PREPARED: (Day.BUDGET_BOOKED,),
    Day.BUDGET_CONFIRMED: (Day.BUDGET_PREPARED,),
    Day.BUDGET_CANCELLED: (Day.BUDGET_CONFIRMED,),
}
# Money cannot come back, nor bear interest, before it went out: each day with the one of many whose
# first it may not lie before.
NOT_BEFORE_FIRST: dict[Day, Day] = dict.fromkeys(
    (Day.INTEREST_FROM, Day.REPAID, Day.PAID_BACK, Day.INTEREST_PAID), Day.PAID
)
# Days that are written down together with others but bound by none of the table.
FREE = {
    Day.PAPER_ASKED: "a paper may be missing before the application is recorded",
    Day.REPAID: "a body may give money back before anybody asks for it",
    Day.PAID_BACK: "the day of the last repayment",
    Day.INTEREST_FROM: "interest runs before anybody asks for the money",
    Day.INTEREST_PAID: "a body may pay interest along with the principal, before it is claimed",
    Day.APPLIED: "a late application is recorded as it came",
}


def pairs() -> Iterator[tuple[Day, Day]]:
    """(earlier, later) for each two neighbours."""
    for later, before in NOT_BEFORE.items():
        for earlier in before:
            yield earlier, later


def is_of_first_decision(earlier: Day, later: Day) -> bool:
    """Whether the pair is about the grant decision only: what follows a change is not bound by it.

    Money is drawn after the first decision is final; an amendment comes when much was drawn.
    """
    return earlier.table == "decision" != later.table


def neighbours(day: Day) -> tuple[tuple[Day, ...], tuple[Day, ...]]:
    """The days that `day` may not lie before, and those it may not lie after."""
    return NOT_BEFORE.get(day, ()), tuple(later for earlier, later in pairs() if earlier == day)


def check_between(
    day: Day, value: date, known: Mapping[Day, Sequence[date]], *, field: str
) -> None:
    """Raise RuleError "order" if `value` lies before or after a neighbour that is known."""
    before, after = neighbours(day)
    for other in before:
        if known.get(other) and value < max(known[other]):
            _refuse(day, value, other, max(known[other]), field)
    for other in after:
        if known.get(other) and value > min(known[other]):
            _refuse(other, min(known[other]), day, value, field)


def check_not_before_first(
    day: Day, value: date, earlier: Day, first: date | None, *, field: str
) -> None:
    """Raise RuleError "order" if `value` lies before the first of many days, where there is one."""
    if first is not None and value < first:
        _refuse(day, value, earlier, first, field)


def _refuse(later: Day, later_on: date, earlier: Day, earlier_on: date, field: str) -> None:
    message = _("%(later)s (%(late)s) lies before: %(earlier)s (%(early)s). Correct the day.")
    values = {
        "later": LABELS[later],
        "late": format_day(later_on),
        "earlier": LABELS[earlier],
        "early": format_day(earlier_on),
    }
    raise RuleError(message % values, field=field, code="order")


def check_decision_day(
    decided_on: date, *, today: date, most_days_back: int, reason: str, starts_on: date | None
) -> None:
    """Raise RuleError unless a decision signed `today` may bear the date `decided_on`.

    A past date needs a reason, and lies at most as many days back as the program allows. No grant
    is decided before its program starts.
    """
    if starts_on is not None and decided_on < starts_on:
        message = _("The program starts on %(day)s; nothing is decided before.")
        raise RuleError(message % {"day": format_day(starts_on)}, field="decided_on", code="order")
    if decided_on == today:
        return
    if (today - decided_on).days > most_days_back:
        message = _("%(day)s is too long ago: the program allows %(days)s days at most.")
        values = {"day": format_day(decided_on), "days": most_days_back}
        raise RuleError(message % values, field="decided_on", code="backdated")
    if not reason.strip():
        raise RuleError(
            _("Give the reason for a date before today."), field="backdating_reason", code="reason"
        )
