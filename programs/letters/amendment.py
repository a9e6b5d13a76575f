"""The amending decision (Änderungsbescheid): what changes, and what is granted from then on."""

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
    facts,
    letter,
)
from programs.models import Decision
from programs.queries.letters import granted_before_eur

KIND = LetterKind.AMENDMENT


def amendment_letter(decision: Decision, sheet: LetterSheet) -> LetterContent:
    """The letter of an amendment: its amount, the amounts before and after, shares and years."""
    grant = decision.grant
    texts = blocks(grant, KIND, sheet, **amount(decision.amount_eur))
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            change(decision),
            grants.terms(decision),
            grants.shares(decision, _("Change of each partner's share")),
            grants.years(decision),
            grants.reasons(decision.reason),
            grants.clauses(decision, texts),
            block(texts, TextPlace.CLOSING),
            appeal(decision.appeal_notice),
        ],
        annexes=grants.annexes(decision),
    )


def change(decision: Decision) -> LetterSection:
    """The amounts before, of and after the decision."""
    before = granted_before_eur(decision)
    applied = decision.applied_on
    return LetterSection(
        facts=facts(
            (_("Granted so far"), format_eur(before)),
            (_("Change"), format_eur(decision.amount_eur)),
            (_("Granted from now on"), format_eur(before + decision.amount_eur)),
            (_("Applied for on"), format_day(applied) if applied else None),
        )
    )
