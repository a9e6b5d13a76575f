"""What changes or ends a decided case, and what undoes a step of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from programs.choices import Act
from programs.choices import GrantState as S
from programs.rules.steps.base import (
    CHANGE,
    DECIDED,
    ActTable,
    By,
    No,
    Transition,
    WaysBack,
    case,
    transition,
)

TRANSITIONS: tuple[Transition, ...] = (
    transition(
        "revoke",
        _("Revoke"),
        DECIDED,
        S.REVOKED,
        APPROVE,
        condition=_(
            "Proposed with a reason after a hearing, in the time since the facts are known; "
            "signed by another person and notified."
        ),
        writes=_("The decision; what is bound and not drawn is released."),
    ),
    transition(
        "annul",
        _("Annul"),
        DECIDED,
        S.ANNULLED,
        APPROVE,
        condition=_(
            "Proposed with a reason after a hearing, in the time since the facts are known; "
            "signed by another person and notified."
        ),
        writes=_("The decision; what is bound and not drawn is released."),
    ),
    transition(
        "lapse",
        _("Record that the grant lapsed"),
        (S.NOTIFIED, S.FINAL, S.IN_PAYMENT),
        S.LAPSED,
        PREPARE,
        condition=_("Proposed with a reason; signed by another person and notified."),
        writes=_("The decision; what is bound and not drawn is released."),
    ),
)

WAYS_BACK: ActTable = {
    Act.AMENDMENT: WaysBack(case("amend", "approve_change"), *CHANGE),
    Act.FINAL: WaysBack(case("approve_change"), *CHANGE),
    Act.REVOCATION: WaysBack(case("revoke", "approve_change"), *CHANGE),
    Act.ANNULMENT: WaysBack(case("annul", "approve_change"), *CHANGE),
    Act.LAPSE: WaysBack(case("lapse", "approve_change"), *CHANGE),
    Act.CORRECTION: WaysBack(
        case("undo", "sign_undo"),
        By("grant", "withdraw_undo", PREPARE),
        By("grant", "send_undo_back", APPROVE),
        No(_("What was undone is recorded anew.")),
    ),
}
