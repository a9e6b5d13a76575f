"""The text blocks in force for a letter, the most specific first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from programs.choices import LetterKind
from programs.models import Grant, LetterText
from programs.rules.letters import filled

BlockTexts = dict[str, list[str]]


def texts_of(grant: Grant, kind: LetterKind, day: date, values: Mapping[str, str]) -> BlockTexts:
    """The paragraphs of each place that has a text on the day; one query.

    Source: docs/rules/letters.md, "Text blocks".
    """
    rows = LetterText.objects.filter(
        Q(kind="") | Q(kind=kind),
        Q(program__isnull=True) | Q(program=grant.program_id),
        Q(directive__isnull=True) | Q(directive=grant.directive_id),
        valid_from__lte=day,
    )
    best: dict[str, LetterText] = {}
    for row in sorted(rows, key=_rank):
        best[row.place] = row
    return {place: filled(row.text, values) for place, row in best.items()}


def _rank(row: LetterText) -> tuple[int, bool, date, int]:
    """The later in the order, the more a text counts."""
    specific = 2 if row.directive_id else 1 if row.program_id else 0
    return specific, bool(row.kind), row.valid_from, row.pk
