"""Keep a letter as it is signed: made from the case, its files frozen with their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from programs.choices import DecisionKind, LetterFormat, LetterKind
from programs.letters.amendment import amendment_letter
from programs.letters.contents import LetterContent, LetterSheet
from programs.letters.decision import decision_letter
from programs.letters.docx import check_template, letter_docx, template_for
from programs.letters.final_decision import final_letter
from programs.letters.missing_papers import missing_papers_letter
from programs.letters.payment_notice import payment_letter
from programs.letters.pdf import letter_pdf
from programs.letters.reclaim import reclaim_letter
from programs.letters.rejection import rejection_letter
from programs.letters.reminder import reminder_letter
from programs.letters.revocation import revocation_letter
from programs.models import (
    Decision,
    Grant,
    InterimReport,
    Letter,
    LetterFile,
    LetterTemplate,
    MissingPaper,
    Payment,
    Program,
    ProofOfUse,
    Reclaim,
    Reminder,
)
from programs.queries.letters import next_number, paid_by_partner

ADD_TEMPLATE = "programs.add_lettertemplate"  # Django's own

OF_DECISIONS: dict[str, Callable[[Decision, LetterSheet], LetterContent]] = {
    DecisionKind.INITIAL: decision_letter,
    DecisionKind.AMENDMENT: amendment_letter,
    DecisionKind.FINAL: final_letter,
    DecisionKind.REJECTION: rejection_letter,
    DecisionKind.REVOCATION: revocation_letter,
    DecisionKind.ANNULMENT: revocation_letter,
    DecisionKind.LAPSE: revocation_letter,
}


def draft_decision(decision: Decision, *, at: datetime) -> LetterContent:
    """The letter of a decision as it would be signed now; nothing is kept."""
    sheet = LetterSheet(next_number(decision.grant), timezone.localdate(at))
    return OF_DECISIONS[decision.kind](decision, sheet)


def draft_reclaim(reclaim: Reclaim, *, at: datetime) -> LetterContent:
    """The letter of a reclaim as it would be signed now; nothing is kept."""
    return reclaim_letter(reclaim, LetterSheet(next_number(reclaim.grant), timezone.localdate(at)))


def letter_bytes(content: LetterContent, program: Program, *, at: datetime) -> dict[str, bytes]:
    """The files of a letter, by format."""
    return {
        LetterFormat.PDF: letter_pdf(content, at=at),
        LetterFormat.DOCX: letter_docx(content, template_for(program)),
    }


def keep_decision_letter(decision: Decision, *, by: User, at: datetime) -> Letter:
    """Freeze the letter of a decision in the transaction that signs it, under the case's lock."""
    sheet = LetterSheet(
        next_number(decision.grant), decision.decided_on or timezone.localdate(at), by
    )
    content = OF_DECISIONS[decision.kind](decision, sheet)
    return _keep(decision.grant, content, sheet, at=at, decision=decision)


def keep_reclaim_letter(reclaim: Reclaim, *, by: User, at: datetime) -> Letter:
    """Freeze the letter of a reclaim in the transaction that signs it."""
    sheet = _sheet(reclaim.grant, by, at)
    return _keep(reclaim.grant, reclaim_letter(reclaim, sheet), sheet, at=at, reclaim=reclaim)


def keep_payment_letter(payment: Payment, case: Grant, *, by: User, at: datetime) -> Letter:
    """Freeze the notice of a payment in the transaction that orders and books it."""
    sheet = _sheet(case, by, at)
    content = payment_letter(payment, paid_by_partner(payment), sheet)
    return _keep(case, content, sheet, at=at, payment=payment)


def keep_papers_letter(
    case: Grant, papers: Iterable[MissingPaper], *, by: User, at: datetime
) -> Letter:
    """Freeze the request for missing papers."""
    sheet = _sheet(case, by, at)
    return _keep(case, missing_papers_letter(case, list(papers), sheet), sheet, at=at)


def keep_reminder_letter(
    reminder: Reminder, owed: ProofOfUse | InterimReport, *, by: User, at: datetime
) -> Letter:
    """Freeze a reminder that goes out by post."""
    sheet = _sheet(owed.grant, by, at)
    content = reminder_letter(reminder, owed, sheet)
    return _keep(owed.grant, content, sheet, at=at, reminder=reminder)


def add_template(
    content: bytes, name: str, *, program: Program | None, by: User, at: datetime
) -> LetterTemplate:
    """Keep a Word template; letters signed from now on are filled into it.

    Raises RuleError for a file that no letter goes into.
    """
    if not by.has_perm(ADD_TEMPLATE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    check_template(content)
    return LetterTemplate.objects.create(
        program=program,
        name=name,
        content=content,
        sha256=digest(content),
        uploaded_by=by,
        uploaded_at=at,
    )


def digest(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _sheet(grant: Grant, by: User, at: datetime) -> LetterSheet:
    return LetterSheet(next_number(grant), timezone.localdate(at), by)


def _keep(
    grant: Grant, content: LetterContent, sheet: LetterSheet, *, at: datetime, **about: Any
) -> Letter:
    """Write the letter and its files."""
    kept = Letter.objects.create(
        grant=grant,
        number=sheet.number,
        kind=LetterKind(content.kind),
        recipient_id=grant.lead_id,
        contents=asdict(content),
        made_by=sheet.signed_by,
        made_at=at,
        **about,
    )
    LetterFile.objects.bulk_create(
        LetterFile(letter=kept, format=fmt, content=made, sha256=digest(made))
        for fmt, made in letter_bytes(content, grant.program, at=at).items()
    )
    return kept
