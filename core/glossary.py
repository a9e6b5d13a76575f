"""The terms that pages explain, from the last column of docs/glossary.md: one source for both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify

from core.database.text_keys import search_key, sort_key

SOURCE = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
CELLS = 4  # code, screen, note, explained


@dataclass(frozen=True)
class Term:
    """A word of the pages with its explanation, and the anchor it has on the help page."""

    word: str
    text: str

    @property
    def anchor(self) -> str:
        return slugify(sort_key(self.word))


@cache
def terms() -> list[Term]:
    """All explained terms in the order of the alphabet."""
    rows = (line.strip().strip("|").split("|") for line in SOURCE.read_text().splitlines())
    cells = [[cell.strip() for cell in row] for row in rows if len(row) == CELLS]
    is_said = "explained on the help page"
    found = [Term(row[1], row[3]) for row in cells if row[3].strip("-") and row[3] != is_said]
    return sorted(found, key=lambda term: sort_key(term.word))


@cache
def _by_key() -> dict[str, Term]:
    by_part = {search_key(word): term for term in terms() for word in _names(term.word)}
    return by_part | {search_key(term.word): term for term in terms()}  # the whole word first


def _names(word: str) -> list[str]:
    """Each of the words a term goes by: "Stichtag, Stand", "Lebenslage / Unternehmenslage"."""
    bare = word.partition(" (")[0]
    parts = [part.strip() for part in bare.replace("/", ",").split(",")]
    return [word, bare, *parts]


def explained(labels: Iterable[str]) -> list[Term]:
    """The terms among the headings of a table, each once, in their order."""
    found = (_by_key().get(search_key(label)) for label in labels)
    return list(dict.fromkeys(term for term in found if term is not None))
