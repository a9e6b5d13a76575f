"""The grant decision: proposed, signed, told, appealed against, final."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, MANAGE_BUDGET, PREPARE
from programs.choices import Act
from programs.choices import GrantState as S
from programs.rules.steps.base import (
    UNDO,
    ActTable,
    By,
    No,
    Transition,
    WaysBack,
    case,
    recorded,
    transition,
)

TRANSITIONS: tuple[Transition, ...] = (
    transition(
        "propose",
        _("Submit for approval"),
        (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.RECOMMENDED),
        S.APPROVAL_PENDING,
        PREPARE,
        condition=_(
            "Papers, partners, shares, tranches, financing and contents meet the directive "
            "in force at receipt."
        ),
        writes=_("The decision with shares, tranches, contents and directive."),
    ),
    transition(
        "approve",
        _("Approve"),
        (S.APPROVAL_PENDING,),
        S.APPROVED,
        APPROVE,
        condition=_(
            "A person who neither prepared it nor works for a partner; a third one above the "
            "program's threshold; the budget officer's consent above its threshold; "
            "the budget lines carry it."
        ),
        writes=_("Signature, day of the decision, commitments in the ledger."),
    ),
    transition(
        "send_back",
        _("Send back"),
        (S.APPROVAL_PENDING,),
        S.IN_REVIEW,
        APPROVE,
        condition=_("A reason."),
        writes=_("The reason; signatures and the budget officer's consent are taken back."),
    ),
    transition(
        "take_back",
        _("Withdraw the proposal"),
        (S.APPROVAL_PENDING,),
        S.IN_REVIEW,
        PREPARE,
        condition=_("By who prepared it or works on the case; a reason."),
        writes=_("The reason; signatures and the budget officer's consent are taken back."),
    ),
    transition(
        "notify",
        _("Record the notification"),
        (S.APPROVED,),
        S.NOTIFIED,
        PREPARE,
        condition=_("Not before the decision and not in the future."),
        writes=_("Day and way of sending, day of delivery, embargo."),
    ),
    transition(
        "object",
        _("Record an appeal"),
        (S.NOTIFIED,),
        S.OBJECTED,
        PREPARE,
        condition=_("The day lies between the notification and the end of the time for an appeal."),
        writes=_("Day of the appeal."),
    ),
    transition(
        "finalise",
        _("Record finality"),
        (S.NOTIFIED, S.OBJECTED),
        S.FINAL,
        PREPARE,
        condition=_("The time for an appeal is over, or the appeal was waived."),
        writes=_("Day of finality, day of the waiver."),
    ),
)

WAYS_BACK: ActTable = {
    Act.DECISION: WaysBack(
        case("propose", "approve"),
        By("grant", "take_back", PREPARE),
        By("grant", "send_back", APPROVE),
        UNDO,
    ),
    Act.CONSENT: WaysBack(
        case("consent"),
        No(_("The decision is sent back; with that the consent lapses.")),
        By("grant", "refuse_consent", MANAGE_BUDGET),
        No(_("It ends with the decision it belongs to.")),
    ),
    Act.NOTIFICATION: recorded(*case("notify", "notify_change", "notify_rejection")),
    Act.SENDING: recorded(("letter", "send"), undo=By("letter", "take_sending_back", PREPARE)),
    Act.HAND_OVER: recorded(
        *case("hand_over"),
        undo=No(_("Who was handed a decision knows it. Undo the notification, if it was wrong.")),
    ),
    Act.APPEAL: recorded(*case("object", "object_change")),
    Act.FINALITY: recorded(*case("finalise", "finalise_change")),
}
