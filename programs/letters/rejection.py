"""The rejection of an application (Ablehnungsbescheid)."""

from __future__ import annotations

from django.utils.translation import gettext as _

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

KIND = LetterKind.REJECTION


def rejection_letter(decision: Decision, sheet: LetterSheet) -> LetterContent:
    """The letter of a rejection with its reason."""
    grant = decision.grant
    texts = blocks(grant, KIND, sheet)
    received, applied = grant.received_on, grant.applied_eur
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            LetterSection(
                facts=facts(
                    (_("Received on"), format_day(received) if received else None),
                    (_("Applied for"), format_eur(applied) if applied is not None else None),
                )
            ),
            grants.reasons(decision.reason),
            block(texts, TextPlace.CLOSING),
            appeal(decision.appeal_notice),
        ],
    )
