"""How a table lies on paper: widths in letters, parts side by side, and the size of its letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.reporting import Column, ColumnKind, naming

WIDE_FROM = 7  # columns from which the page lies across
LETTERS = {False: 105, True: 165}  # that fit on a line of 9 points, upright and across
LARGEST, SMALLEST = 9.0, 7.0  # points; below 7 a printed figure is no longer read with ease
LONGEST_TEXT = 28  # letters before a text is broken into lines, where there is no room to spare
LONGEST_WORD = 12  # letters of a word in a head that is not hyphenated
BESIDE = 2  # letters that the space beside a text takes
NUMBER_WIDTH = 6  # letters of the row's number, which the parts of a wide table are read across by


@dataclass(frozen=True)
class ColumnLayout:
    """The width of a column in letters, and whether words of its head and its texts are broken."""

    width: int
    breaks_head: bool
    breaks: bool


@dataclass(frozen=True)
class Layout:
    """The columns, the parts by their places, whether the page lies across, points of the text."""

    columns: list[ColumnLayout]
    parts: list[list[int]]
    is_wide: bool
    size: float


def layout(columns: Sequence[Column], lines: Sequence[Sequence[str]]) -> Layout:
    """How the lines of texts lie on paper; no number and no column is ever cut."""
    is_wide = len(columns) >= WIDE_FROM
    by_column = [[line[place] for line in lines] for place in range(len(columns))]
    widths = [_width(*pair) for pair in zip(columns, by_column, strict=True)]
    most = int(LETTERS[is_wide] * LARGEST / SMALLEST)
    parts = parts_of(widths, most=most, heads=len(naming(list(columns))))
    wanted = [max(map(len, texts), default=0) + BESIDE for texts in by_column]
    widths = widened(widths, wanted, most=LETTERS[is_wide])  # in parts there is no room to spare
    beside = NUMBER_WIDTH if len(parts) > 1 else 0
    widest = max(beside + sum(widths[place] for place in part) for part in parts)
    return Layout(
        [
            ColumnLayout(width, _breaks([column.heading], width), _breaks(texts, width))
            for column, width, texts in zip(columns, widths, by_column, strict=True)
        ],
        parts,
        is_wide,
        min(LARGEST, max(SMALLEST, LARGEST * LETTERS[is_wide] / widest)),
    )


def widened(widths: list[int], wanted: list[int], *, most: int) -> list[int]:
    """The widths with what is left of `most` letters, given first to who lacks the fewest."""
    spare, given = most - sum(widths), [*widths]
    lacks = (want - has for has, want in zip(widths, wanted, strict=True))
    for lack, place in sorted((lack, place) for place, lack in enumerate(lacks)):
        more = max(0, min(lack, spare))
        given[place] += more
        spare -= more
    return given


def parts_of(widths: list[int], *, most: int, heads: int = 1) -> list[list[int]]:
    """The columns, by their place, of each table side by side that `most` letters hold.

    One table where all fit; else as few as can be, about as wide as one another, each with the
    first columns, which say what the row is about (`heads`). No column is lost: one that is too
    wide by itself stands alone.
    """
    if sum(widths) <= most:
        return [list(range(len(widths)))]
    count = len(_filled(widths, most, heads))
    even = (_filled(widths, limit, heads) for limit in range(widths[0], most + 1))
    return next(parts for parts in even if len(parts) == count)


def _filled(widths: list[int], most: int, heads: int) -> list[list[int]]:
    named = list(range(heads))
    parts: list[list[int]] = []
    taken = most
    for place, width in enumerate(widths[heads:], start=heads):
        if taken + width > most:
            parts.append([*named])
            taken = NUMBER_WIDTH + sum(widths[:heads])
        parts[-1].append(place)
        taken += width
    return parts


def _width(column: Column, texts: list[str]) -> int:
    """The letters of the column's widest line; a number is never broken, a text at words."""
    longest = max(map(len, texts), default=1)
    if column.kind is ColumnKind.TEXT:
        longest = min(longest, LONGEST_TEXT)
    return max(longest, min(_longest_word([column.heading]), LONGEST_WORD)) + BESIDE


def _breaks(texts: Iterable[str], width: int) -> bool:
    """Whether a word is too long for the column, so that it has to be hyphenated."""
    return _longest_word(texts) + BESIDE > width


def _longest_word(texts: Iterable[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=1)
