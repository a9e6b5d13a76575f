"""The terms that pages explain, from the last column of docs/glossary.md: one source for both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    def name(self) -> str:
        """The first of the words it goes by, for a link."""
        return self.word.partition(", ")[0]

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


LEADING = re.compile(r"^(davon|seitdem|schon vorher|für|nicht|ø je) ")
# What follows a term in a heading: a year, a day, what it is counted by.
AFTER = "je|seit|am|ab|als|bis|von|vom|ohne|und|fällig|verjähren|insgesamt|kumuliert|in mindestens"
TRAILING = re.compile(rf" (\d{{1,4}}|{AFTER})( .*)?$")
PLURALS = ("", "en", "n", "e")


def explained(labels: Iterable[str]) -> list[Term]:
    """The terms among the headings of a table, each once, in their order."""
    found = (term_of(label) for label in labels)
    return list(dict.fromkeys(term for term in found if term is not None))


def term_of(label: str) -> Term | None:
    """The term of a heading: of all its words, else of what is left of them; None without one.

    "Davon gebunden", "Frei (verfügbar, nicht gebunden)", "Eigener Anteil, gebunden", "Gebunden
    2026" and "Zuwendungen" are those of gebunden, frei, eigener Anteil, gebunden and Zuwendung.
    """
    terms_by_key = _by_key()
    for form in _forms(label):
        for ending in PLURALS:
            key = search_key(form.removesuffix(ending))
            if form.endswith(ending) and key in terms_by_key:
                return terms_by_key[key]
    return None


def _forms(label: str) -> Iterator[str]:
    """The heading, and what is left without what stands before, behind and beside its term."""
    whole = label.strip()
    yield whole
    bare = whole.partition(" (")[0]
    yield bare
    for part in re.split(r", | / |/", bare):
        yield part
        led = LEADING.sub("", part.lower())
        yield led
        yield TRAILING.sub("", led)
