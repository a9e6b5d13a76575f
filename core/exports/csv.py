"""CSV: for Excel in Germany, or for machines (open data)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.exports.notes import dictionary, notes
from core.reporting import Column, ColumnKind, Edition

BOM = "\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHARE_PLACES = Decimal("0.000001")
LINES_AT_ONCE = 500

Cell = Callable[[Any], Any]


def office_csv(edition: Edition) -> Iterator[bytes]:
    """Chunks of a CSV that German Excel opens: semicolon, decimal comma, BOM, CRLF.

    Header, rows, sum, then the notes. Text that Excel would run as a formula gets an apostrophe;
    numbers never do. Keys with leading zeros are safe in XLSX and ODS; Excel may drop them here.
    """
    cells = [_office_cell(column) for column in edition.columns]
    hint = (_("Note"), _("Excel drops leading zeros of keys (AGS) in CSV: use XLSX or ODS."))
    after = [[], *map(list, [*notes(edition), hint, *dictionary(edition)])]
    yield from _lines(edition, cells, ";", "\r\n", first=BOM, after=after)


def open_csv(edition: Edition) -> Iterator[bytes]:
    """Chunks of a CSV for machines: comma, decimal point, ISO dates, UTF-8, no sums or notes."""
    cells = [_open_cell(column) for column in edition.columns]
    yield from _lines(edition, cells, ",", "\n", first="", after=None)


def _lines(
    edition: Edition,
    cells: list[Cell],
    delimiter: str,
    end: str,
    *,
    first: str,
    after: list[list[str]] | None,
) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    buffer.write(first)
    if after is None:
        writer.writerow(column.key for column in edition.columns)
    else:
        writer.writerow(column.heading for column in edition.columns)
    converted = [(index, cell) for index, cell in enumerate(cells) if cell is not _as_it_is]
    for number, values in enumerate(edition, start=1):
        for index, cell in converted:
            values[index] = cell(values[index])
        writer.writerow(values)
        if number % LINES_AT_ONCE == 0:
            yield _take(buffer)
    if after is not None:
        if edition.has_totals:
            writer.writerow(_sums(edition, cells))
        writer.writerows(after)
    yield _take(buffer)


def _sums(edition: Edition, cells: list[Cell]) -> list[str]:
    pairs = zip(edition.columns, cells, strict=True)
    sums = [cell(edition.total(column)) for column, cell in pairs]
    return [_("Total"), *sums[1:]]


def _take(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _office_cell(column: Column) -> Cell:
    if column.kind == ColumnKind.TEXT:
        return safe_text
    if column.kind == ColumnKind.DAY:
        return lambda day: f"{day.day:02}.{day.month:02}.{day.year}" if day else ""
    if column.kind == ColumnKind.COUNT:
        return _as_it_is
    if column.kind == ColumnKind.SHARE:
        return lambda value: "" if value is None else str(_share(value)).replace(".", ",")
    return lambda value: "" if value is None else str(value).replace(".", ",")


def _open_cell(column: Column) -> Cell:
    if column.kind == ColumnKind.COUNT:
        return _as_it_is
    if column.kind == ColumnKind.SHARE:
        return lambda value: "" if value is None else str(_share(value))
    if column.kind == ColumnKind.DAY:
        return lambda value: value.isoformat() if isinstance(value, date) else ""
    return lambda value: "" if value is None else str(value)


def _as_it_is(value: Any) -> Any:
    """A whole number, or nothing: the writer knows how."""
    return value


def _share(value: Decimal) -> Decimal:
    return Decimal(value).quantize(SHARE_PLACES, rounding=ROUND_HALF_UP)


def safe_text(value: Any) -> str:
    """Text that a spreadsheet shows and never runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
