"""The request for missing papers (Nachforderung)."""

from __future__ import annotations

from collections.abc import Sequence

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
from programs.models import Grant, MissingPaper

KIND = LetterKind.MISSING_PAPERS


def missing_papers_letter(
    grant: Grant, papers: Sequence[MissingPaper], sheet: LetterSheet
) -> LetterContent:
    """The letter that asks for papers, each with the day until which it is awaited."""
    last = max(paper.due_on for paper in papers)
    texts = blocks(grant, KIND, sheet, **deadline(last))
    return letter(
        grant,
        KIND,
        sheet,
        [
            block(texts, TextPlace.OPENING),
            LetterSection(
                _("Missing papers"),
                head=[_("Paper"), _("Awaited until")],
                rows=[(paper.title, format_day(paper.due_on)) for paper in papers],
            ),
            block(texts, TextPlace.CLOSING),
        ],
    )
