"""The grant decision (Zuwendungsbescheid); that of a group names each partner's share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.formats import format_eur
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
    letter,
)
from programs.models import Decision

KIND = LetterKind.DECISION


def decision_letter(decision: Decision, sheet: LetterSheet) -> LetterContent:
    """The letter of a first decision. Source: VV to § 44 LHO Nr. 4.2 (docs/rules/letters.md)."""
    grant = decision.grant
    texts = blocks(grant, KIND, sheet, **amount(decision.amount_eur))
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            LetterSection(facts=[(_("Amount of the grant"), format_eur(decision.amount_eur))]),
            grants.terms(decision),
            grants.shares(decision, _("Share of each partner")),
            grants.years(decision),
            grants.clauses(decision, texts),
            grants.payment(texts),
            grants.publication(decision),
            block(texts, TextPlace.CLOSING),
            appeal(decision.appeal_notice),
        ],
        annexes=grants.annexes(decision),
    )
