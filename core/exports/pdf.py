"""PDF to read and to print, by Typst: PDF/UA-1 and PDF/A-2a, heads on each page, page x of y."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.exports.compiling import compiled
from core.exports.notes import dictionary, notes
from core.formats import format_count, format_day, format_eur, format_mean, format_share
from core.reporting import Column, ColumnKind, Edition, naming
from core.text import in_one_line

MOST_ROWS = 2000  # what somebody may still read; Typst needs all rows in memory
TEMPLATE = Path(__file__).with_name("report.typ")
TEXTS: dict[ColumnKind, Callable[[Any], str]] = {
    ColumnKind.TEXT: str,
    ColumnKind.COUNT: format_count,
    ColumnKind.EUR: format_eur,
    ColumnKind.SHARE: format_share,
    ColumnKind.MEAN: format_mean,
    ColumnKind.DAY: format_day,
}
WIDE_FROM = 7  # columns from which the page lies across
LETTERS = {False: 105, True: 165}  # that fit on a line of 9 points, upright and across
LARGEST, SMALLEST = 9.0, 7.0  # points; below 7 a printed figure is no longer read with ease
LONGEST_TEXT = 28  # letters before a text is broken into lines
MOST_LETTERS = 160  # of a text on paper; a list of a hundred keys would fill pages
NUMBER_WIDTH = 6  # letters of the row's number, which the parts of a wide table are read across by
NUMBERS = {ColumnKind.COUNT, ColumnKind.EUR, ColumnKind.SHARE, ColumnKind.MEAN}


def write_pdf(edition: Edition, out: IO[bytes]) -> None:
    """Write the edition into `out`; the same edition gives the same bytes.

    Raises RuleError "too_many_rows" above MOST_ROWS, before anything is written.
    """
    out.write(made_of(texts_of(edition), edition.fixed_at))


def texts_of(edition: Edition) -> str:
    """All that stands on the pages, as JSON. Raises RuleError "too_many_rows"."""
    rows: list[list[str]] = []
    shares: list[list[float]] = []
    for values in edition:
        if len(rows) == MOST_ROWS:
            message = _(
                "A PDF holds at most %(most)s rows. Narrow the filter, or take the report as XLSX."
            )
            raise RuleError(message % {"most": format_count(MOST_ROWS)}, code="too_many_rows")
        rows.append([_text(*pair) for pair in zip(edition.columns, values, strict=True)])
        shares.append([_bar(*pair) for pair in zip(edition.columns, values, strict=True)])
    return json.dumps(_data(edition, rows, shares), ensure_ascii=False)


def made_of(texts: str, at: int) -> bytes:
    """The PDF of these texts, made at the moment `at` (seconds since 1970)."""
    return compiled(
        TEMPLATE.read_bytes(),
        texts,
        pdf_standards=["ua-1", "a-2a"],
        ignore_system_fonts=True,
        timestamp=at,
    )


def _data(edition: Edition, rows: list[list[str]], shares: list[list[float]]) -> dict[str, Any]:
    """What report.typ shows: texts and sizes alone, so that nothing of them is run."""
    total, labels = _total(edition), [column.heading for column in edition.columns]
    lines = [*rows, total] if total else rows
    widths = [
        _width(column, label, [line[place] for line in lines])
        for place, (column, label) in enumerate(zip(edition.columns, labels, strict=True))
    ]
    is_wide = len(widths) >= WIDE_FROM
    heads = len(naming(edition.columns))
    parts = parts_of(widths, most=int(LETTERS[is_wide] * LARGEST / SMALLEST), heads=heads)
    beside = NUMBER_WIDTH if len(parts) > 1 else 0
    widest = max(beside + sum(widths[place] for place in part) for part in parts)
    return {
        "title": str(edition.report.title),
        "source": str(edition.report.source),
        "standing": edition.standing,
        "notes": notes(edition),
        "columns": [
            {"label": label, "number": column.kind in NUMBERS, "width": width}
            for column, label, width in zip(edition.columns, labels, widths, strict=True)
        ],
        "parts": [
            {"title": _part_title(number, len(parts)), "places": part}
            for number, part in enumerate(parts, start=1)
        ],
        "wide": is_wide,
        "size": min(LARGEST, max(SMALLEST, LARGEST * LETTERS[is_wide] / widest)),
        "rows": rows,
        "shares": shares,
        "total": total,
        "empty": _("No rows match these filters."),
        "meanings_title": _("Explanation"),
        "meanings": dictionary(edition),
    }


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


def _part_title(number: int, count: int) -> str:
    if count == 1:
        return _("Table")
    return _("Table, part %(number)s of %(count)s") % {"number": number, "count": count}


def _width(column: Column, label: str, texts: list[str]) -> int:
    """The letters of the column's widest line; a number is never broken, a text at words."""
    longest = max(map(len, texts), default=1)
    if column.kind is ColumnKind.TEXT:
        longest = min(longest, LONGEST_TEXT)
    word = min(max(map(len, label.split()), default=1), 12)  # a longer one is hyphenated
    return max(longest, word) + 2


def _total(edition: Edition) -> list[str] | None:
    """The texts of the row of totals; None where there is none."""
    if not edition.has_totals:
        return None
    sums = [_text(column, edition.total(column)) for column in edition.columns]
    return [_("Total"), *sums[1:]]


def _text(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    text = in_one_line(TEXTS[column.kind](value))
    return text if len(text) <= MOST_LETTERS else _shortened(text)


def _shortened(text: str) -> str:
    """The beginning of the text up to a word's end, and that there is more."""
    begin = text[:MOST_LETTERS].rsplit(" ", 1)[0]
    return _("%(begin)s … (shortened; in full as XLSX)") % {"begin": begin}


def _bar(column: Column, value: Any) -> float:
    """How much of the cell a bar under a share fills, 0 to 1; 0 for whatever is no share."""
    if column.kind is not ColumnKind.SHARE or value is None:
        return 0
    return float(min(max(value, 0), 1))
