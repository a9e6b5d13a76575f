"""The reminder of a proof of use or an interim report (Erinnerung, Mahnung)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.formats import format_day
from programs.choices import LetterKind, TextPlace
from programs.letters.contents import (
    LetterContent,
    LetterSection,
    LetterSheet,
    block,
    blocks,
    deadline,
    letter,
)
from programs.models import InterimReport, ProofOfUse, Reminder

KIND = LetterKind.REMINDER


def reminder_letter(
    reminder: Reminder, owed: ProofOfUse | InterimReport, sheet: LetterSheet
) -> LetterContent:
    """The letter of a reminder: what is missing, since when, the how-manieth reminder it is."""
    grant = owed.grant
    texts = blocks(grant, KIND, sheet, **deadline(owed.due_on))
    missing = _("Proof of use")
    if isinstance(owed, InterimReport):
        missing = _("Interim report for %(year)s") % {"year": owed.for_year}
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            LetterSection(
                facts=[
                    (_("Missing"), missing),
                    (_("Due on"), format_day(owed.due_on)),
                    (_("Reminder no."), str(reminder.stage)),
                ]
            ),
            block(texts, TextPlace.CLOSING),
        ],
    )
