"""CSV: for Excel in Germany, or for machines (open data)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.exports.cells import Cells, each, once, told
from core.exports.notes import dictionary, notes
from core.reporting import ColumnKind, Edition

BOM = "\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHARE_PLACES = Decimal("0.000001")
SEPARATES = re.compile(r'[";,\r\n]')


def office_csv(edition: Edition) -> Iterator[bytes]:
    """Chunks of a CSV that German Excel opens: semicolon, decimal comma, BOM, CRLF.

    Header, rows, sum, then the notes. Text that Excel would run as a formula gets an apostrophe;
    numbers never do. Keys with leading zeros are safe in XLSX and ODS; Excel may drop them here.
    """
    cells = [_cells(OFFICE, column.kind) for column in edition.columns]
    hint = (_("Note"), _("Excel drops leading zeros of keys (AGS) in CSV: use XLSX or ODS."))
    after = [*notes(edition), hint, *dictionary(edition)]
    yield (BOM + OFFICE.line(_field(column.heading) for column in edition.columns)).encode()
    yield from _rows(edition, OFFICE, cells)
    if edition.has_totals:
        yield OFFICE.line(_sums(edition, cells)).encode()
    yield OFFICE.end.encode()
    yield "".join(OFFICE.line(map(_field, pair)) for pair in after).encode()


def open_csv(edition: Edition) -> Iterator[bytes]:
    """Chunks of a CSV for machines: comma, decimal point, ISO dates, UTF-8, no sums or notes."""
    cells = [_cells(OPEN, column.kind) for column in edition.columns]
    yield _open_head(edition)
    yield from _rows(edition, OPEN, cells)


class RowsDigest:
    """SHA-256 of the rows of an edition as they pass: that of its CSV for machines."""

    def __init__(self, edition: Edition) -> None:
        self._cells = [_cells(OPEN, column.kind) for column in edition.columns]
        self._digest = hashlib.sha256(_open_head(edition))

    def passing(self, batches: Iterable[list[Sequence[Any]]]) -> Iterator[list[Sequence[Any]]]:
        """The batches of the edition, unchanged."""
        for columns in batches:
            self._digest.update(_lines(columns, OPEN, self._cells))
            yield columns

    def note(self) -> tuple[str, str]:
        """Label and text beside the table, once all rows have passed."""
        label = _("SHA-256 of the rows, as in CSV (Open Data)")
        return label, self._digest.hexdigest()


@dataclass(frozen=True)
class _Dialect:
    """What separates, and how texts, days and the decimals of a number are written."""

    delimiter: str
    end: str
    point: str
    text: Callable[[Any], str]
    day: Callable[[date], str]

    def line(self, fields: Iterable[str]) -> str:
        """A line; one empty field alone is in quotation marks, so that there is a line of it."""
        return (self.delimiter.join(fields) or '""') + self.end

    def number(self, value: Any) -> str:
        return "" if value is None else str(value).replace(".", self.point)


def _rows(edition: Edition, dialect: _Dialect, cells: list[Cells]) -> Iterator[bytes]:
    for columns in edition.batches():
        yield _lines(columns, dialect, cells)


def _lines(columns: list[Sequence[Any]], dialect: _Dialect, cells: list[Cells]) -> bytes:
    return "".join(map(dialect.line, told(columns, cells))).encode(errors="replace")


def _open_head(edition: Edition) -> bytes:
    return OPEN.line(_field(column.key) for column in edition.columns).encode()


def _sums(edition: Edition, cells: list[Cells]) -> list[str]:
    pairs = zip(edition.columns, cells, strict=True)
    sums = [cell for column, tell in pairs for cell in tell([edition.total(column)])]
    return [_("Total"), *sums[1:]]


def _cells(dialect: _Dialect, kind: ColumnKind) -> Cells:
    """The fields of a column of this kind. Numbers and days hold nothing that separates fields."""
    if kind is ColumnKind.TEXT:
        return once(lambda value: _field(dialect.text(value)))
    if kind is ColumnKind.DAY:
        return once(lambda value: dialect.day(value) if value else "")
    if kind is ColumnKind.COUNT:
        return once(dialect.number)
    if kind is ColumnKind.SHARE:
        return each(lambda value: dialect.number(None if value is None else _share(value)))
    return each(dialect.number)


def _field(text: str) -> str:
    """The text as a field, in quotation marks where it holds what separates fields or lines."""
    return '"{}"'.format(text.replace('"', '""')) if SEPARATES.search(text) else text


def _share(value: Decimal) -> Decimal:
    return Decimal(value).quantize(SHARE_PLACES, rounding=ROUND_HALF_UP)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def safe_text(value: Any) -> str:
    """Text that a spreadsheet shows and never runs."""
    text = _text(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


OFFICE = _Dialect(
    ";", "\r\n", ",", safe_text, lambda day: f"{day.day:02}.{day.month:02}.{day.year}"
)
OPEN = _Dialect(",", "\n", ".", _text, date.isoformat)
