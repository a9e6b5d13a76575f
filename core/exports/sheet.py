"""A sheet of XlsxWriter that takes rows many at a time, as finished text.

The library asks each cell anew what it is; here a column knows, and equal values are written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core.exports.cells import Cells, each, once
from core.reporting import ColumnKind

EMPTY = '"/>'
DAY_ZERO = date(1899, 12, 30)
MOST_BYTES = 2 * 32_767  # a cell holds so many units of UTF-16


class RowSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet of a book in constant memory. On it no text is markup, not even <r>…</r>."""

    def write_batch(self, columns: Sequence[Sequence[Any]], cells: Sequence[Cells]) -> None:
        """Write these columns below the last row, whatever their number of rows."""
        first = self.dim_rowmax + 1
        self._write_single_row(first)
        places = enumerate(map(xl_col_to_name, range(len(cells))), start=1)
        parts = "".join(f'<c r="{name}{{0}}{{{place}}}' for place, name in places)
        row = f'<row r="{{0}}">{parts}</row>'.format
        told = (tell(values) for tell, values in zip(cells, columns, strict=True))
        self.fh.write("".join(map(row, count(first + 1), *told)))
        self.previous_row = first + len(columns[0])
        self._check_dimensions(self.previous_row - 1, len(cells) - 1, ignore_col=True)

    def cells(self, kind: ColumnKind, style: Any) -> Cells:
        """How a column of this kind is written, behind the places of its cells."""
        begin = f'" s="{style._get_xf_index()}"'
        if kind is ColumnKind.TEXT:
            return once(lambda value: self._text(begin, value))
        if kind is ColumnKind.DAY:
            return once(lambda day: _number(begin, day and (day - DAY_ZERO).days))
        if kind is ColumnKind.COUNT:
            return once(lambda value: _number(begin, value))
        return each(lambda value: _number(begin, value))

    def _text(self, begin: str, value: Any) -> str:
        if value is None or value == "":
            return EMPTY
        text = str(value).encode("utf-16-le")[:MOST_BYTES].decode("utf-16-le", "ignore")
        keep = "" if text == text.strip() else ' xml:space="preserve"'
        shown = escape(self._escape_control_characters(text))
        return f'{begin} t="inlineStr"><is><t{keep}>{shown}</t></is></c>'

    def _xml_rich_inline_string(self, string: str, attributes: list[Any]) -> None:
        self._xml_inline_string(string, True, attributes)


def _number(begin: str, value: Any) -> str:
    return EMPTY if value is None else f"{begin}><v>{value:.16G}</v></c>"
