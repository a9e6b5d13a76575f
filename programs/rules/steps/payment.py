"""Money that flows: drawn, found correct, ordered, used, cancelled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVE, PREPARE
from programs.choices import Act
from programs.choices import GrantState as S
from programs.rules.steps.base import (
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
        "draw",
        _("Record a drawdown"),
        (S.FINAL,),
        S.IN_PAYMENT,
        PREPARE,
        condition=_(
            "The decision is final; not above what is approved and not drawn on the "
            "budget line, which is no commitment authorisation."
        ),
        writes=_("The drawdown, its bookings in the ledger."),
    ),
)

WAYS_BACK: ActTable = {
    Act.DRAWDOWN: recorded(("grant", "draw"), undo=By("drawdown", "release", PREPARE)),
    Act.PAYMENT: WaysBack(
        (
            *case("prepare_payment", "order_payment"),
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
    Act.USE: recorded(
        ("payment", "use"), undo=No(_("The day is recorded again; the last one counts."))
    ),
}
