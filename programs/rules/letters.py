"""Placeholders of text blocks: which there are, in which letters, and how they are filled.

Source: docs/rules/letters.md, "Text blocks".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.errors import RuleError
from programs.choices import LetterKind

PLACEHOLDER = re.compile(r"\[([^\[\]\n]{1,40})\]")

# German words, because the ministry types them.
PROJECT, REFERENCE, PROGRAM, RECIPIENT = "Vorhaben", "Aktenzeichen", "Programm", "Empfänger"
AMOUNT, DEADLINE = "Betrag", "Frist"
IN_ALL = frozenset({PROJECT, REFERENCE, PROGRAM, RECIPIENT})
IN_SOME: dict[LetterKind, frozenset[str]] = {
    LetterKind.DECISION: frozenset({AMOUNT}),
    LetterKind.AMENDMENT: frozenset({AMOUNT}),
    LetterKind.FINAL: frozenset({AMOUNT}),
    LetterKind.RECLAIM: frozenset({AMOUNT, DEADLINE}),
    LetterKind.MISSING_PAPERS: frozenset({DEADLINE}),
    LetterKind.REMINDER: frozenset({DEADLINE}),
    LetterKind.PAYMENT: frozenset({AMOUNT}),
}


def placeholders(kind: str) -> frozenset[str]:
    """The words that letters of a kind fill in; for "" those of every kind."""
    return IN_ALL | (IN_SOME.get(LetterKind(kind), frozenset()) if kind else frozenset())


def check_placeholders(text: str, kind: str) -> None:
    """Raise RuleError "placeholder" for a word in brackets that letters of the kind do not fill."""
    known = placeholders(kind)
    for word in PLACEHOLDER.findall(text):
        if word not in known:
            message = _("“[%(word)s]” is not filled in here. Known: %(known)s.")
            names = ", ".join(f"[{name}]" for name in sorted(known))
            raise RuleError(
                message % {"word": word, "known": names}, field="text", code="placeholder"
            )


def filled(text: str, values: Mapping[str, str]) -> list[str]:
    """The paragraphs of a text with its placeholders filled in; what is filled in is not read."""
    whole = PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
    return [part.strip() for part in re.split(r"\n\s*\n", whole) if part.strip()]
