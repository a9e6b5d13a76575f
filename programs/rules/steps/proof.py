"""The end of the project and its proof of use."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import PREPARE
from programs.choices import Act
from programs.choices import GrantState as S
from programs.rules.steps.base import (
    ADDED_TO,
    AT_ONCE,
    UNDO,
    ActTable,
    By,
    Transition,
    WaysBack,
    case,
    recorded,
    transition,
)

TRANSITIONS: tuple[Transition, ...] = (
    transition(
        "complete",
        _("Complete the project"),
        (S.FINAL, S.IN_PAYMENT),
        S.COMPLETED,
        PREPARE,
        condition=_("Every approved change is notified; the day lies not in the future."),
        writes=_("Day on which the purpose was fulfilled."),
    ),
    transition(
        "await_proof",
        _("Await the proof of use"),
        (S.COMPLETED,),
        S.PROOF_DUE,
        PREPARE,
        condition=_("The directive names the months, or a day is given."),
        writes=_("The proof of use with its due date."),
    ),
    transition(
        "receive_proof",
        _("Record the proof of use"),
        (S.PROOF_DUE,),
        S.PROOF_SUBMITTED,
        PREPARE,
        condition=_("Not in the future; no negative amount."),
        writes=_(
            "Day, expenditure and parts of the proof; whether it is drawn for a check in depth."
        ),
    ),
    transition(
        "return_proof",
        _("Send the proof of use back"),
        (S.PROOF_SUBMITTED,),
        S.PROOF_DUE,
        PREPARE,
        condition=_("By a person who may check it; a reason."),
        writes=_("The reason; the proof is awaited again."),
    ),
    transition(
        "review_proof",
        _("Check the proof of use"),
        (S.PROOF_SUBMITTED,),
        S.PROOF_CHECKED,
        PREPARE,
        condition=_(
            "Not by who ordered a payment or works for a partner; note, complete proof, "
            "result that fits the arithmetic."
        ),
        writes=_("Result, note, recalculated grant, who and when."),
    ),
)

WAYS_BACK: ActTable = {
    Act.COMPLETION: recorded(*case("complete", "await_proof")),
    Act.INTERIM: recorded(
        *case("receive_interim", "remind"),
        ("interimreport", "receive"),
        ("interimreport", "remind"),
        undo=ADDED_TO,
    ),
    Act.PROOF: WaysBack(
        case("receive_proof", "mark_for_depth"),
        AT_ONCE,
        By("grant", "return_proof", PREPARE),
        By("grant", "return_proof", PREPARE),
    ),
    Act.CHECK: WaysBack(
        case("review_proof"),
        AT_ONCE,
        By("grant", "return_proof", PREPARE),
        UNDO,
    ),
}
