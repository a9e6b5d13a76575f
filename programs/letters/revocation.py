"""The end of a grant: revocation, annulment, or the statement that it lapsed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_day, format_eur
from programs.choices import LetterKind, TextPlace
from programs.letters import grants
from programs.letters.contents import (
    LetterContent,
    LetterSection,
    LetterSheet,
    appeal,
    block,
    blocks,
    facts,
    letter,
)
from programs.models import Decision
from programs.queries.letters import granted_before_eur
from programs.queries.proof import booked

TITLES = {
    LetterKind.REVOCATION: gettext_lazy("Decision revoking a grant"),
    LetterKind.ANNULMENT: gettext_lazy("Decision annulling a grant"),
}


def revocation_letter(decision: Decision, sheet: LetterSheet) -> LetterContent:
    """The letter of an ending: what was granted and paid, what is not paid any more, and why.

    Source: §§ 28, 48, 49 HVwVfG (docs/rules/letters.md).
    """
    grant, kind = decision.grant, LetterKind(decision.kind)
    texts = blocks(grant, kind, sheet)
    heard, known = decision.hearing_on, decision.known_on
    return letter(
        grant,
        kind,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            LetterSection(
                facts=facts(
                    (_("Granted so far"), format_eur(granted_before_eur(decision))),
                    (_("Paid"), format_eur(booked(grant).paid_eur)),
                    (_("Not paid out any more"), format_eur(-decision.amount_eur)),
                    (_("Hearing on"), format_day(heard) if heard else None),
                    (_("Facts known since"), format_day(known) if known else None),
                )
            ),
            grants.shares(decision, _("Change of each partner's share")),
            grants.reasons(decision.reason),
            block(texts, TextPlace.CLOSING),
            appeal(decision.appeal_notice),
        ],
        title=str(TITLES.get(kind, kind.label)),
    )
