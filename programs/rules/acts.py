"""The acts of a case, a bill and a call, each with its ways back: who withdraws, who sends back,
and how it is undone once it is effective.

A way back is a step of the administration: its page (a model) and its name. Where one makes no
sense the table says why. tests/programs/rules/test_acts.py holds the table against the steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, APPROVE_BUDGET, MANAGE_BUDGET, PREPARE
from programs.choices import Act


@dataclass(frozen=True)
class By:
    """The step that goes back; `then` is the step of the second person, where there is one."""

    page: str
    step: str
    permission: str
    then: str = ""


@dataclass(frozen=True)
class No:
    """Why this way back makes no sense."""

    reason: str | Promise


Way = By | No


@dataclass(frozen=True)
class WaysBack:
    """Before the signature by its author, before it by a signer, and once effective."""

    steps: tuple[tuple[str, str], ...]  # the steps that do the act, by page
    withdraw: Way
    send_back: Way
    undo: Way


UNDO = By("grant", "undo", PREPARE, then="sign_undo")
AT_ONCE = No(_("One person records it; it is effective at once."))
ADDED_TO = No(_("It adds to the file and binds nobody; what follows corrects it."))


def _case(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(("grant", name) for name in names)


def _recorded(*steps: tuple[str, str], undo: Way = UNDO) -> WaysBack:
    return WaysBack(steps, AT_ONCE, AT_ONCE, undo)


_CHANGE = (
    By("grant", "drop_change", PREPARE),
    By("grant", "send_change_back", APPROVE),
    UNDO,
)
_APPROVE_CHANGE = _case("approve_change")

WAYS_BACK: dict[Act, WaysBack] = {
    Act.SUBMISSION: WaysBack(
        _case("submit", "review", "ask", "resume", "recommend"),
        ADDED_TO,
        ADDED_TO,
        No(_("The case stays open for typing; its receipt is corrected on its page.")),
    ),
    Act.WITHDRAWAL: _recorded(*_case("withdraw")),
    Act.DECISION: WaysBack(
        _case("propose", "approve"),
        By("grant", "take_back", PREPARE),
        By("grant", "send_back", APPROVE),
        UNDO,
    ),
    Act.CONSENT: WaysBack(
        _case("consent"),
        No(_("The decision is sent back; with that the consent lapses.")),
        By("grant", "refuse_consent", MANAGE_BUDGET),
        No(_("It ends with the decision it belongs to.")),
    ),
    Act.REJECTION: WaysBack(
        _case("propose_rejection", "reject"),
        By("grant", "withdraw_rejection", PREPARE),
        By("grant", "send_rejection_back", APPROVE),
        UNDO,
    ),
    Act.AMENDMENT: WaysBack(_case("amend", "approve_change"), *_CHANGE),
    Act.FINAL: WaysBack(_APPROVE_CHANGE, *_CHANGE),
    Act.REVOCATION: WaysBack(_case("revoke", "approve_change"), *_CHANGE),
    Act.ANNULMENT: WaysBack(_case("annul", "approve_change"), *_CHANGE),
    Act.LAPSE: WaysBack(_case("lapse", "approve_change"), *_CHANGE),
    Act.NOTIFICATION: _recorded(*_case("notify", "notify_change", "notify_rejection")),
    Act.SENDING: _recorded(("letter", "send"), undo=By("letter", "take_sending_back", PREPARE)),
    Act.HAND_OVER: _recorded(
        *_case("hand_over"),
        undo=No(_("Who was handed a decision knows it. Undo the notification, if it was wrong.")),
    ),
    Act.APPEAL: _recorded(*_case("object", "object_change")),
    Act.FINALITY: _recorded(*_case("finalise", "finalise_change")),
    Act.DRAWDOWN: _recorded(("grant", "draw"), undo=By("drawdown", "release", PREPARE)),
    Act.PAYMENT: WaysBack(
        (
            *_case("prepare_payment", "order_payment"),
            ("drawdown", "pay"),
            ("payment", "order"),
        ),
        By("payment", "ask-to-cancel", PREPARE),
        By("payment", "send-back", APPROVE),
        By("payment", "ask-to-cancel", PREPARE, then="cancel"),
    ),
    Act.CANCELLING: WaysBack(
        (("payment", "ask-to-cancel"), ("payment", "cancel")),
        By("payment", "keep", PREPARE),
        By("payment", "refuse-cancelling", APPROVE),
        No(_("A cancelled payment is paid anew.")),
    ),
    Act.USE: _recorded(
        ("payment", "use"), undo=No(_("The day is recorded again; the last one counts."))
    ),
    Act.COMPLETION: _recorded(*_case("complete", "await_proof")),
    Act.INTERIM: _recorded(
        *_case("receive_interim", "remind"),
        ("interimreport", "receive"),
        ("interimreport", "remind"),
        undo=ADDED_TO,
    ),
    Act.PROOF: WaysBack(
        _case("receive_proof", "mark_for_depth"),
        AT_ONCE,
        By("grant", "return_proof", PREPARE),
        By("grant", "return_proof", PREPARE),
    ),
    Act.CHECK: WaysBack(
        _case("review_proof"),
        AT_ONCE,
        By("grant", "return_proof", PREPARE),
        UNDO,
    ),
    Act.RECLAIM: WaysBack(
        (*_case("open_reclaim"), ("reclaim", "approve")),
        By("reclaim", "withdraw", PREPARE),
        By("reclaim", "send_back", APPROVE),
        UNDO,
    ),
    Act.WAIVER: WaysBack(
        (("reclaim", "propose_waiver"), ("reclaim", "waive")),
        By("reclaim", "withdraw_waiver", PREPARE),
        By("reclaim", "send_back_waiver", APPROVE),
        No(_("It ends with the reclaim, which two people undo.")),
    ),
    Act.REPAYMENT: _recorded(("reclaim", "repay")),
    Act.INTEREST: _recorded(("reclaim", "claim_interest")),
    Act.INTEREST_PAYMENT: _recorded(("reclaim", "pay_interest")),
    Act.CORRECTION: WaysBack(
        _case("undo", "sign_undo"),
        By("grant", "withdraw_undo", PREPARE),
        By("grant", "send_undo_back", APPROVE),
        No(_("What was undone is recorded anew.")),
    ),
    Act.CLOSING: _recorded(*_case("close")),
    Act.ARCHIVE: _recorded(
        *_case("offer_to_archive"), undo=No(_("The archive decides; it is told by letter."))
    ),
    Act.BUDGET: WaysBack(
        (("budgetbooking", "confirm"), ("budgetbooking", "change")),
        By("budgetbooking", "withdraw", MANAGE_BUDGET),
        By("budgetbooking", "return", APPROVE_BUDGET),
        By("budgetbooking", "ask-to-cancel", MANAGE_BUDGET, then="cancel"),
    ),
    Act.CENTRAL_PAYMENT: WaysBack(
        (("centralpayment", "approve"), ("centralpayment", "cancel")),
        By("centralpayment", "ask-to-cancel", PREPARE),
        By("centralpayment", "send-back", APPROVE),
        By("centralpayment", "ask-to-cancel", PREPARE, then="cancel"),
    ),
    Act.EFA_COST: WaysBack(
        (("efacost", "approve"), ("efacost", "share-out")),
        By("efacost", "withdraw", PREPARE),
        By("efacost", "send-back", APPROVE),
        By("efacost", "reverse", PREPARE, then="approve-reversal"),
    ),
    Act.EFA_REVERSAL: WaysBack(
        (("efacost", "reverse"), ("efacost", "approve-reversal")),
        By("efacost", "withdraw-reversal", PREPARE),
        By("efacost", "send-reversal-back", APPROVE),
        No(_("A reversed cost is recorded anew.")),
    ),
    Act.RATING: WaysBack(
        (),
        No(_("The jury's points are typed over until the application is selected.")),
        No(_("Nobody signs points; who signs the selection sends that back.")),
        By("callapplication", "give-up", PREPARE, then="approve"),
    ),
    Act.SELECTION: WaysBack(
        (("callapplication", "select"), ("callapplication", "approve")),
        By("callapplication", "withdraw", PREPARE),
        By("callapplication", "return", APPROVE),
        By("callapplication", "give-up", PREPARE, then="approve"),
    ),
}

# Steps that are part of a way back themselves, beside those the table names.
OF_WAYS_BACK = frozenset(
    {
        ("budgetbooking", "keep"),
        ("centralpayment", "keep"),
        ("centralpayment", "refuse-cancelling"),
        ("proposalreturn", "settle"),
        ("callapplication", "open-case"),
    }
)
