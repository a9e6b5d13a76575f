"""What a report's PDF says, cell by cell, in all parts of a table that is too wide for a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pypdf

from core.formats import format_count, format_day, format_eur, format_mean, format_share
from core.text import in_one_line

PRINTED: dict[str, Callable[[Any], str]] = {
    "count": format_count,
    "eur": format_eur,
    "mean": format_mean,
    "share": format_share,
    "day": lambda day: format_day(date.fromisoformat(day)),
    "text": in_one_line,
}
MOST_LETTERS, MORE = 160, " … (gekürzt; vollständig als XLSX)"


def printed(value: Any, kind: str) -> str:
    """A value as German pages and paper show it; empty where there is none."""
    if value is None:
        return ""
    text = PRINTED[kind](value)
    assert kind in ("text", "day") or "-" not in text, "a hyphen is no minus"
    return text


def squeezed(text: str) -> str:
    """The letters of a text, however it is broken into lines; a minus is one of them."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


class Paper:
    """The letters on the pages of a PDF, read from the table on."""

    def __init__(self, content: bytes, labels: list[str]) -> None:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        self.found = "".join(squeezed(page.extract_text()) for page in pages)
        self.labels = [squeezed(label) for label in labels]
        begin = re.search(rf"Tabelle(,Teil1von\d+Nr\.)?{re.escape(self.labels[0])}", self.found)
        assert begin, self.found
        self.place, self.is_numbered = begin.start(), bool(begin[1])

    def parts(self) -> Iterator[list[int]]:
        """The places of the columns of each part, until all were there; read its rows before the
        next one."""
        told = 0
        while told < len(self.labels):
            assert self.next("Tabelle")
            if self.is_numbered:
                title = re.compile(r",Teil\d+von\d+Nr\.").match(self.found, self.place)
                assert title, self.around()
                self.place = title.end()
            heads = self._heads(0, told or 1)
            rest = self._heads(max(told, len(heads)), len(self.labels))
            assert heads, self.around()
            assert rest or len(heads) == len(self.labels), self.around()
            told = (rest or heads)[-1] + 1
            yield [*heads, *rest]

    def _heads(self, first: int, last: int) -> list[int]:
        """The places of the labels that stand next, one after the other."""
        places = []
        for place in range(first, last):
            if not self.found.startswith(self.labels[place], self.place):
                break
            self.place += len(self.labels[place])
            places.append(place)
        return places

    def next(self, line: str) -> bool:
        """Whether the line stands next, with nothing but the end of a page in between."""
        beside = rf"(?:.{{0,400}}?Seite\d+von\d+.{{0,400}}?)?{re.escape(line)}"
        match = re.compile(beside).match(self.found, self.place)
        self.place = match.end() if match else self.place
        return match is not None

    def next_row(self, cells: list[str], number: int | None = None) -> bool:
        """Whether a row of cells stands next, with its number where the table has parts."""
        begin = str(number) if self.is_numbered and number else ""
        return self.next(begin + "".join(squeezed(shortened(cell)) for cell in cells))

    def around(self) -> str:
        return self.found[self.place : self.place + 300]


def shortened(text: str) -> str:
    """The text as paper shows it: a long one ends at a word."""
    if len(text) <= MOST_LETTERS:
        return text
    return text[:MOST_LETTERS].rsplit(" ", 1)[0] + MORE
