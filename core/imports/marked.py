"""A refused file handed back: the same rows as a workbook, its wrong cells marked and explained."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from core.imports.errors import CellError
from core.imports.reader import encoding_of, folded, header_of, heading
from core.imports.sheet import is_sheet, read_rows

WRONG = {"bg_color": "#FFD9D9", "border": 1, "border_color": "#B3261E"}
WIDTH = 18


def marked_copy(
    path: Path, columns: Mapping[str, Sequence[str]], errors: Sequence[CellError]
) -> bytes:
    """The file as XLSX; each wrong cell is coloured and says in a comment what is wrong.

    A row's errors stand once more in a column of their own at its end, so that nobody needs to
    see colours; an error of no column of the file stands there alone.
    """
    rows = _numbered_rows(path)
    header = [heading(name) for name in rows[0][1]] if rows else []
    last = max((len(cells) for _number, cells in rows), default=0)
    by_row = _by_row(errors)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = _Marked(book, header, last)
    for index, (number, cells) in enumerate(rows):
        messages: dict[int, list[str]] = defaultdict(list)
        for error in by_row.get(number, []):
            messages[_place(header, columns, error.column, last)].append(error.message)
        sheet.write(index, cells, messages)
    book.close()
    return buffer.getvalue()


class _Marked:
    """The sheet on which the rows stand, its head in bold and its wrong cells coloured."""

    def __init__(self, book: Any, header: Sequence[str], last: int) -> None:
        self.last = last
        self.wrong, self.bold = book.add_format(WRONG), book.add_format({"bold": True})
        self.sheet = book.add_worksheet(_("Corrections"))
        self.sheet.set_column(0, len(header), WIDTH)
        self.sheet.freeze_panes(1, 0)

    def write(self, index: int, cells: Sequence[str], messages: Mapping[int, list[str]]) -> None:
        """One row with its `messages` by place, and all of them at its end."""
        usual = None if index else self.bold
        for place, cell in enumerate(cells):
            style = self.wrong if place in messages else usual
            self.sheet.write_string(index, place, cell, style)
        for place in messages.keys() & set(range(len(cells))):
            comment = "\n".join(messages[place])
            self.sheet.write_comment(index, place, comment, {"x_scale": 2})
        said = " ".join(text for texts in messages.values() for text in texts)
        self.sheet.write_string(index, self.last, said if index else _("Errors"), usual)


def _by_row(errors: Sequence[CellError]) -> dict[int, list[CellError]]:
    """The errors of each row; one of no row stands in the first."""
    by_row: dict[int, list[CellError]] = defaultdict(list)
    for error in errors:
        for row in error.rows or (error.row or 1,):
            by_row[row].append(error)
    return by_row


def _place(
    header: Sequence[str], columns: Mapping[str, Sequence[str]], column: str, last: int
) -> int:
    """Where the column of an error stands in the file; behind all others if it does not."""
    names = next((names for names in columns.values() if column in names), [column])
    wanted, headings = {folded(name) for name in (*names, column)}, map(folded, header)
    return next((place for place, name in enumerate(headings) if name in wanted), last)


def _numbered_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Every row with the number an editor shows."""
    if is_sheet(path):
        return list(enumerate(read_rows(path), start=1))
    encoding = encoding_of(path)
    _names, separator = header_of(path, encoding)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        return [(reader.line_num, cells) for cells in reader]
