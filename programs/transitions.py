"""The life cycle of a grant: every allowed change of state, in one table.

A transition says from where, to where, who may, and what its button says. Conditions that need
the case live in the action of the same name; nothing else changes a state.
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
    """One verb: the states it starts from, the state it leads to, the permission it needs."""

    name: str
    label: Promise | str
    sources: frozenset[str]
    target: str
    permission: str


def _t(
    name: str, label: Promise | str, sources: tuple[S, ...], target: S, permission: str
) -> Transition:
    return Transition(
        name,
        label,
        frozenset(source.value for source in sources),
        target.value,
        permission,
    )


OWING_REPORTS = (S.FINAL, S.IN_PAYMENT, S.COMPLETED, S.PROOF_DUE)  # interim report, proof of use
PAID_OUT = (S.FINAL, S.IN_PAYMENT, S.COMPLETED, S.PROOF_DUE, S.PROOF_SUBMITTED, S.PROOF_IN_REVIEW)
RUNNING = (*OWING_REPORTS, S.PROOF_SUBMITTED)  # a part is reclaimed while the project runs on
DECIDED = (S.NOTIFIED, S.OBJECTED, *PAID_OUT)
ENDED = (S.CLOSED, S.REJECTED, S.WITHDRAWN)  # the file is kept, then offered to the archive

TRANSITIONS: dict[str, Transition] = {
    transition.name: transition
    for transition in (
        _t("submit", gettext_lazy("Record the application"), (S.DRAFT,), S.SUBMITTED, PREPARE),
        _t("review", gettext_lazy("Start the review"), (S.SUBMITTED,), S.IN_REVIEW, PREPARE),
        _t("ask", gettext_lazy("Request papers"), (S.IN_REVIEW,), S.QUERY, PREPARE),
        _t("resume", gettext_lazy("Continue the review"), (S.QUERY,), S.IN_REVIEW, PREPARE),
        _t("recommend", gettext_lazy("Mark as ready"), (S.IN_REVIEW,), S.RECOMMENDED, PREPARE),
        _t(
            "propose",
            gettext_lazy("Submit for approval"),
            (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.RECOMMENDED),
            S.APPROVAL_PENDING,
            PREPARE,
        ),
        _t("approve", gettext_lazy("Approve"), (S.APPROVAL_PENDING,), S.APPROVED, APPROVE),
        _t("send_back", gettext_lazy("Send back"), (S.APPROVAL_PENDING,), S.IN_REVIEW, APPROVE),
        _t("notify", gettext_lazy("Record the notification"), (S.APPROVED,), S.NOTIFIED, PREPARE),
        _t("object", gettext_lazy("Record an appeal"), (S.NOTIFIED,), S.OBJECTED, PREPARE),
        _t(
            "finalise",
            gettext_lazy("Record finality"),
            (S.NOTIFIED, S.OBJECTED),
            S.FINAL,
            PREPARE,
        ),
        _t("draw", gettext_lazy("Record a drawdown"), (S.FINAL,), S.IN_PAYMENT, PREPARE),
        _t(
            "complete",
            gettext_lazy("Complete the project"),
            (S.FINAL, S.IN_PAYMENT),
            S.COMPLETED,
            PREPARE,
        ),
        _t(
            "await_proof",
            gettext_lazy("Await the proof of use"),
            (S.COMPLETED,),
            S.PROOF_DUE,
            PREPARE,
        ),
        _t(
            "receive_proof",
            gettext_lazy("Record the proof of use"),
            (S.PROOF_DUE,),
            S.PROOF_SUBMITTED,
            PREPARE,
        ),
        _t(
            "review_proof",
            gettext_lazy("Check the proof of use"),
            (S.PROOF_SUBMITTED,),
            S.PROOF_IN_REVIEW,
            PREPARE,
        ),
        _t(
            "close",
            gettext_lazy("Close the case"),
            (S.PROOF_IN_REVIEW, S.RECLAIM_SETTLED, S.REVOKED, S.ANNULLED, S.LAPSED),
            S.CLOSED,
            PREPARE,
        ),
        _t(
            "reject",
            gettext_lazy("Reject the application"),
            (S.IN_REVIEW, S.RECOMMENDED),
            S.REJECTED,
            APPROVE,
        ),
        _t(
            "withdraw",
            gettext_lazy("Record the withdrawal by the applicant"),
            (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.QUERY, S.RECOMMENDED),
            S.WITHDRAWN,
            PREPARE,
        ),
        _t("revoke", gettext_lazy("Revoke"), DECIDED, S.REVOKED, APPROVE),
        _t("annul", gettext_lazy("Annul"), DECIDED, S.ANNULLED, APPROVE),
        _t(
            "lapse",
            gettext_lazy("Record that the grant lapsed"),
            (S.NOTIFIED, S.FINAL, S.IN_PAYMENT),
            S.LAPSED,
            PREPARE,
        ),
        _t(
            "open_reclaim",
            gettext_lazy("Open a reclaim"),
            (S.REVOKED, S.ANNULLED, S.LAPSED, S.PROOF_IN_REVIEW),
            S.RECLAIM_OPEN,
            APPROVE,
        ),
        _t(
            "settle_reclaim",
            gettext_lazy("Settle the reclaim"),
            (S.RECLAIM_OPEN,),
            S.RECLAIM_SETTLED,
            PREPARE,
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
