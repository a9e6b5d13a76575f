"""The reclaim (Rückforderungsbescheid): the amount, its interest, its due day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from programs.choices import LetterKind, TextPlace
from programs.letters import grants
from programs.letters.contents import (
    LetterContent,
    LetterSection,
    LetterSheet,
    amount,
    appeal,
    block,
    blocks,
    deadline,
    facts,
    letter,
)
from programs.models import Reclaim

KIND = LetterKind.RECLAIM


def reclaim_letter(reclaim: Reclaim, sheet: LetterSheet) -> LetterContent:
    """The letter of a reclaim. Source: § 49a HVwVfG (docs/rules/letters.md)."""
    grant, directive = reclaim.grant, reclaim.grant.directive
    texts = blocks(grant, KIND, sheet, **amount(reclaim.amount_eur), **deadline(reclaim.due_on))
    heard = reclaim.hearing_on
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            LetterSection(
                facts=facts(
                    (_("Amount reclaimed"), format_eur(reclaim.amount_eur)),
                    (_("Due on"), format_day(reclaim.due_on)),
                    (_("Interest from"), format_day(reclaim.interest_from)),
                    (_("Hearing on"), format_day(heard) if heard else None),
                )
            ),
            grants.reasons("\n".join([reclaim.reason, reclaim.excess_reason])),
            block(texts, TextPlace.PAYMENT, _("Repayment")),
            block(texts, TextPlace.CLOSING),
            appeal(directive.appeal_notice if directive else ""),
        ],
        title=_("Decision reclaiming money"),
    )
