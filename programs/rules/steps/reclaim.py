"""Money that comes back, with its interest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
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
        "open_reclaim",
        _("Open a reclaim"),
        (S.REVOKED, S.ANNULLED, S.LAPSED, S.PROOF_CHECKED),
        S.RECLAIM_OPEN,
        APPROVE,
        condition=_(
            "Proposed with a reason after a hearing by another person; not above what was "
            "paid and not reclaimed."
        ),
        writes=_("Signature, day of limitation, claim in the ledger."),
    ),
    transition(
        "settle_reclaim",
        _("Settle the reclaim"),
        (S.RECLAIM_OPEN,),
        S.RECLAIM_SETTLED,
        PREPARE,
        condition=_(
            "Principal and interest of the last open reclaim came, or the interest is waived."
        ),
        writes=_("Day of the settlement."),
    ),
)

WAYS_BACK: ActTable = {
    Act.RECLAIM: WaysBack(
        (*case("open_reclaim"), ("reclaim", "approve")),
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
    Act.REPAYMENT: recorded(("reclaim", "repay")),
    Act.INTEREST: recorded(("reclaim", "claim_interest")),
    Act.INTEREST_PAYMENT: recorded(("reclaim", "pay_interest")),
}
