"""PDF to read and to print, by Typst: PDF/UA-1 and PDF/A-2a, heads on each page, page x of y."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.exports.compiling import compiled
from core.exports.layout import layout
from core.exports.notes import dictionary, notes
from core.exports.picture import chart_of, drawn
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
MOST_LETTERS = 160  # of a text on paper; a list of a hundred keys would fill pages
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
    known: list[list[Any]] = []
    for values in edition:
        if len(rows) == MOST_ROWS:
            message = _(
                "A PDF holds at most %(most)s rows. Narrow the filter, or take the report as XLSX."
            )
            raise RuleError(message % {"most": format_count(MOST_ROWS)}, code="too_many_rows")
        known.append(values)
        rows.append([_text(*pair) for pair in zip(edition.columns, values, strict=True)])
        shares.append([_bar(*pair) for pair in zip(edition.columns, values, strict=True)])
    chart = chart_of(edition, known)
    picture = {"picture": drawn(chart) if chart else None}
    return json.dumps(_data(edition, rows, shares) | picture, ensure_ascii=False)


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
    total = _total(edition)
    laid = layout(edition.columns, [*rows, total] if total else rows)
    heads = len(naming(edition.columns))
    return {
        "title": str(edition.report.title),
        "source": str(edition.report.source),
        "standing": edition.standing,
        "notes": _notes(edition),
        "columns": [
            {"label": column.heading, "number": column.kind in NUMBERS, **asdict(sizes)}
            for column, sizes in zip(edition.columns, laid.columns, strict=True)
        ],
        "parts": [
            {
                "title": _part_title(number, len(laid.parts)),
                "places": part,
                "has_total": bool(total) and any(total[place] for place in part[heads:]),
            }
            for number, part in enumerate(laid.parts, start=1)
        ],
        "wide": laid.is_wide,
        "size": laid.size,
        "rows": rows,
        "shares": shares,
        "total": total,
        "empty": _("No rows match these filters."),
        "meanings_title": _("Explanation"),
        "meanings": dictionary(edition),
    }


def _notes(edition: Edition) -> list[tuple[str, str]]:
    """The notes without what stands above them already: the title, and a label said twice."""
    title = str(edition.report.title)
    return [
        (label, text.removeprefix(f"{label} ")) for label, text in notes(edition) if text != title
    ]


def _part_title(number: int, count: int) -> str:
    if count == 1:
        return _("Table")
    return _("Table, part %(number)s of %(count)s") % {"number": number, "count": count}


def _total(edition: Edition) -> list[str]:
    """The texts of the row of totals; empty where there is none."""
    if not edition.has_totals:
        return []
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
