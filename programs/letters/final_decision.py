"""The final decision after the audit of the proof of use (Schlussbescheid)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.formats import format_day, format_eur
from programs.choices import LetterKind, TextPlace
from programs.letters import grants
from programs.letters.amendment import change
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
from programs.queries.proof import booked, proof_of

KIND = LetterKind.FINAL


def final_letter(decision: Decision, sheet: LetterSheet) -> LetterContent:
    """The letter of a final decision: what the audit found, the final grant, what was paid."""
    grant = decision.grant
    total = granted_before_eur(decision) + decision.amount_eur
    texts = blocks(grant, KIND, sheet, **amount(total))
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            change(decision),
            audit(decision),
            grants.shares(decision, _("Change of each partner's share")),
            grants.reasons(decision.reason),
            block(texts, TextPlace.CLOSING),
            appeal(decision.appeal_notice),
        ],
    )


def audit(decision: Decision) -> LetterSection:
    """The result of the check of the proof of use, and what was paid."""
    proof = proof_of(decision.grant)
    if proof is None or proof.checked_on is None:
        return LetterSection()
    actual, recalculated = proof.actual_eur, proof.recalculated_eur
    return LetterSection(
        _("Audit of the proof of use"),
        facts=facts(
            (_("Received on"), format_day(proof.submitted_on) if proof.submitted_on else None),
            (_("Checked on"), format_day(proof.checked_on)),
            (_("Result"), proof.get_result_display()),
            (
                _("Actual eligible expenditure"),
                format_eur(actual) if actual is not None else None,
            ),
            (
                _("Recalculated grant"),
                format_eur(recalculated) if recalculated is not None else None,
            ),
            (_("Paid"), format_eur(booked(decision.grant).paid_eur)),
        ),
    )
