"""The end of the file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import PREPARE
from programs.choices import Act
from programs.choices import GrantState as S
from programs.rules.steps.base import ActTable, No, Transition, case, recorded, transition

TRANSITIONS: tuple[Transition, ...] = (
    transition(
        "close",
        _("Close the case"),
        (S.PROOF_CHECKED, S.RECLAIM_SETTLED, S.REVOKED, S.ANNULLED, S.LAPSED),
        S.CLOSED,
        PREPARE,
        condition=_(
            "Proof checked, nothing bound and not drawn, drawn and not paid, or to be "
            "returned; no open reclaim."
        ),
        writes=_("Day of closing, last day of retention."),
    ),
)

WAYS_BACK: ActTable = {
    Act.CLOSING: recorded(*case("close")),
    Act.ARCHIVE: recorded(
        *case("offer_to_archive"), undo=No(_("The archive decides; it is told by letter."))
    ),
}
