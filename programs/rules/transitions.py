"""The life cycle of a grant: every allowed change of state, in one table.

A transition says from where, to where, who may, under which condition, what it writes, and what
its button says. The action of the same name checks and writes it; nothing else changes a state.
docs/rules/life-cycle.md and the page "Life cycle" of a case are made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import APPROVE, PREPARE
from core.errors import RuleError
from programs.choices import GrantState as S


@dataclass(frozen=True)
class Transition:
    """One verb: the states it starts from, the state it leads to, the permission it needs.

    `condition` and `writes` say in short what the action of the same name checks and stores.
    """

    name: str
    label: Promise | str
    sources: frozenset[str]
    target: str
    permission: str
    condition: Promise | str
    writes: Promise | str


def _t(
    name: str,
    label: Promise | str,
    sources: tuple[S, ...],
    target: S,
    permission: str,
    *,
    condition: Promise | str,
    writes: Promise | str,
) -> Transition:
    states = frozenset(source.value for source in sources)
    return Transition(name, label, states, target.value, permission, condition, writes)


OWING_REPORTS = (S.FINAL, S.IN_PAYMENT, S.COMPLETED, S.PROOF_DUE)  # interim report, proof of use
PAID_OUT = (S.FINAL, S.IN_PAYMENT, S.COMPLETED, S.PROOF_DUE, S.PROOF_SUBMITTED, S.PROOF_IN_REVIEW)
RUNNING = (*OWING_REPORTS, S.PROOF_SUBMITTED)  # a part is reclaimed while the project runs on
DECIDED = (S.NOTIFIED, S.OBJECTED, *PAID_OUT)
ENDED = (S.CLOSED, S.REJECTED, S.WITHDRAWN)  # the file is kept, then offered to the archive

TRANSITIONS: dict[str, Transition] = {
    transition.name: transition
    for transition in (
        _t(
            "submit",
            gettext_lazy("Record the application"),
            (S.DRAFT,),
            S.SUBMITTED,
            PREPARE,
            condition=gettext_lazy(
                "The day lies not in the future; an amount applied for is above 0,00 €."
            ),
            writes=gettext_lazy("Day of receipt, amount applied for."),
        ),
        _t(
            "review",
            gettext_lazy("Start the review"),
            (S.SUBMITTED,),
            S.IN_REVIEW,
            PREPARE,
            condition=gettext_lazy("None."),
            writes=gettext_lazy("The officer, where there is none."),
        ),
        _t(
            "ask",
            gettext_lazy("Request papers"),
            (S.IN_REVIEW,),
            S.QUERY,
            PREPARE,
            condition=gettext_lazy(
                "At least one paper is named; its deadline lies after the request."
            ),
            writes=gettext_lazy("One row for each missing paper, with its deadline."),
        ),
        _t(
            "resume",
            gettext_lazy("Continue the review"),
            (S.QUERY,),
            S.IN_REVIEW,
            PREPARE,
            condition=gettext_lazy("No paper came before it was requested."),
            writes=gettext_lazy("The day each paper came in."),
        ),
        _t(
            "recommend",
            gettext_lazy("Mark as ready"),
            (S.IN_REVIEW,),
            S.RECOMMENDED,
            PREPARE,
            condition=gettext_lazy(
                "Check list done, no paper missing, papers complete between receipt and today."
            ),
            writes=gettext_lazy("Check list, day of the complete papers."),
        ),
        _t(
            "propose",
            gettext_lazy("Submit for approval"),
            (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.RECOMMENDED),
            S.APPROVAL_PENDING,
            PREPARE,
            condition=gettext_lazy(
                "Papers, partners, shares, tranches, financing and contents meet the directive "
                "in force at receipt."
            ),
            writes=gettext_lazy("The decision with shares, tranches, contents and directive."),
        ),
        _t(
            "approve",
            gettext_lazy("Approve"),
            (S.APPROVAL_PENDING,),
            S.APPROVED,
            APPROVE,
            condition=gettext_lazy(
                "A person who neither prepared it nor works for a partner; a third one above the "
                "program's threshold; the budget officer's consent above its threshold; "
                "the budget lines carry it."
            ),
            writes=gettext_lazy("Signature, day of the decision, commitments in the ledger."),
        ),
        _t(
            "send_back",
            gettext_lazy("Send back"),
            (S.APPROVAL_PENDING,),
            S.IN_REVIEW,
            APPROVE,
            condition=gettext_lazy("A reason."),
            writes=gettext_lazy(
                "The reason; signatures and the budget officer's consent are taken back."
            ),
        ),
        _t(
            "take_back",
            gettext_lazy("Withdraw the proposal"),
            (S.APPROVAL_PENDING,),
            S.IN_REVIEW,
            PREPARE,
            condition=gettext_lazy("By who prepared it or works on the case; a reason."),
            writes=gettext_lazy(
                "The reason; signatures and the budget officer's consent are taken back."
            ),
        ),
        _t(
            "notify",
            gettext_lazy("Record the notification"),
            (S.APPROVED,),
            S.NOTIFIED,
            PREPARE,
            condition=gettext_lazy("Not before the decision and not in the future."),
            writes=gettext_lazy("Day and way of sending, day of delivery, embargo."),
        ),
        _t(
            "object",
            gettext_lazy("Record an appeal"),
            (S.NOTIFIED,),
            S.OBJECTED,
            PREPARE,
            condition=gettext_lazy(
                "The day lies between the notification and the end of the time for an appeal."
            ),
            writes=gettext_lazy("Day of the appeal."),
        ),
        _t(
            "finalise",
            gettext_lazy("Record finality"),
            (S.NOTIFIED, S.OBJECTED),
            S.FINAL,
            PREPARE,
            condition=gettext_lazy("The time for an appeal is over, or the appeal was waived."),
            writes=gettext_lazy("Day of finality, day of the waiver."),
        ),
        _t(
            "draw",
            gettext_lazy("Record a drawdown"),
            (S.FINAL,),
            S.IN_PAYMENT,
            PREPARE,
            condition=gettext_lazy(
                "The decision is final; not above what is approved and not drawn on the "
                "budget line, which is no commitment authorisation."
            ),
            writes=gettext_lazy("The drawdown, its bookings in the ledger."),
        ),
        _t(
            "complete",
            gettext_lazy("Complete the project"),
            (S.FINAL, S.IN_PAYMENT),
            S.COMPLETED,
            PREPARE,
            condition=gettext_lazy(
                "Every approved change is notified; the day lies not in the future."
            ),
            writes=gettext_lazy("Day on which the purpose was fulfilled."),
        ),
        _t(
            "await_proof",
            gettext_lazy("Await the proof of use"),
            (S.COMPLETED,),
            S.PROOF_DUE,
            PREPARE,
            condition=gettext_lazy("The directive names the months, or a day is given."),
            writes=gettext_lazy("The proof of use with its due date."),
        ),
        _t(
            "receive_proof",
            gettext_lazy("Record the proof of use"),
            (S.PROOF_DUE,),
            S.PROOF_SUBMITTED,
            PREPARE,
            condition=gettext_lazy("Not in the future; no negative amount."),
            writes=gettext_lazy(
                "Day, expenditure and parts of the proof; whether it is drawn for a check in depth."
            ),
        ),
        _t(
            "return_proof",
            gettext_lazy("Send the proof of use back"),
            (S.PROOF_SUBMITTED,),
            S.PROOF_DUE,
            PREPARE,
            condition=gettext_lazy("By a person who may check it; a reason."),
            writes=gettext_lazy("The reason; the proof is awaited again."),
        ),
        _t(
            "review_proof",
            gettext_lazy("Check the proof of use"),
            (S.PROOF_SUBMITTED,),
            S.PROOF_IN_REVIEW,
            PREPARE,
            condition=gettext_lazy(
                "Not by who ordered a payment or works for a partner; note, complete proof, "
                "result that fits the arithmetic."
            ),
            writes=gettext_lazy("Result, note, recalculated grant, who and when."),
        ),
        _t(
            "close",
            gettext_lazy("Close the case"),
            (S.PROOF_IN_REVIEW, S.RECLAIM_SETTLED, S.REVOKED, S.ANNULLED, S.LAPSED),
            S.CLOSED,
            PREPARE,
            condition=gettext_lazy(
                "Proof checked, nothing bound and not drawn, drawn and not paid, or to be "
                "returned; no open reclaim."
            ),
            writes=gettext_lazy("Day of closing, last day of retention."),
        ),
        _t(
            "reject",
            gettext_lazy("Reject the application"),
            (S.IN_REVIEW, S.RECOMMENDED),
            S.REJECTED,
            APPROVE,
            condition=gettext_lazy("Proposed with a reason by another person."),
            writes=gettext_lazy("Signature and day of the rejection."),
        ),
        _t(
            "withdraw",
            gettext_lazy("Record the withdrawal by the applicant"),
            (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.QUERY, S.RECOMMENDED),
            S.WITHDRAWN,
            PREPARE,
            condition=gettext_lazy("The day lies between the receipt and today."),
            writes=gettext_lazy("Day of the withdrawal."),
        ),
        _t(
            "revoke",
            gettext_lazy("Revoke"),
            DECIDED,
            S.REVOKED,
            APPROVE,
            condition=gettext_lazy(
                "Proposed with a reason after a hearing, in the time since the facts are known; "
                "signed by another person and notified."
            ),
            writes=gettext_lazy("The decision; what is bound and not drawn is released."),
        ),
        _t(
            "annul",
            gettext_lazy("Annul"),
            DECIDED,
            S.ANNULLED,
            APPROVE,
            condition=gettext_lazy(
                "Proposed with a reason after a hearing, in the time since the facts are known; "
                "signed by another person and notified."
            ),
            writes=gettext_lazy("The decision; what is bound and not drawn is released."),
        ),
        _t(
            "lapse",
            gettext_lazy("Record that the grant lapsed"),
            (S.NOTIFIED, S.FINAL, S.IN_PAYMENT),
            S.LAPSED,
            PREPARE,
            condition=gettext_lazy(
                "Proposed with a reason; signed by another person and notified."
            ),
            writes=gettext_lazy("The decision; what is bound and not drawn is released."),
        ),
        _t(
            "open_reclaim",
            gettext_lazy("Open a reclaim"),
            (S.REVOKED, S.ANNULLED, S.LAPSED, S.PROOF_IN_REVIEW),
            S.RECLAIM_OPEN,
            APPROVE,
            condition=gettext_lazy(
                "Proposed with a reason after a hearing by another person; not above what was "
                "paid and not reclaimed."
            ),
            writes=gettext_lazy("Signature, day of limitation, claim in the ledger."),
        ),
        _t(
            "settle_reclaim",
            gettext_lazy("Settle the reclaim"),
            (S.RECLAIM_OPEN,),
            S.RECLAIM_SETTLED,
            PREPARE,
            condition=gettext_lazy(
                "Principal and interest of the last open reclaim came, or the interest is waived."
            ),
            writes=gettext_lazy("Day of the settlement."),
        ),
    )
}


def is_allowed(name: str, state: str) -> bool:
    """Whether the verb `name` may start from `state`."""
    return state in TRANSITIONS[name].sources


def target_of(name: str, state: str) -> str:
    """The state the verb leads to.

    Raises RuleError if it may not start from `state`, naming the state and what is possible.
    """
    transition = TRANSITIONS[name]
    if state in transition.sources:
        return transition.target
    possible = [str(t.label) for t in TRANSITIONS.values() if state in t.sources]
    message = _("“%(verb)s” is not possible in the state “%(state)s”. Possible: %(possible)s.")
    values = {
        "verb": transition.label,
        "state": S(state).label,
        "possible": ", ".join(possible) or _("nothing"),
    }
    raise RuleError(message % values, field="state", code="wrong_state")
