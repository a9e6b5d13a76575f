"""XLSX and ODS as rows of text, the same way as CSV."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

from core.imports.cells import check_cell, normal_form
from core.imports.errors import Errors, quoted, refuse
from core.imports.kind import SHEETS, kind_of
from core.imports.reader import Columns, heading, places_of, require_readable
from core.imports.workbook import Measured, measure, unreadable

LARGEST_SHEET = 50 * 1024**2
EXACT_DIGITS = 15  # of a number in a workbook; what stands behind them is rounded
ROWS_NAMED = 10


def is_sheet(path: Path) -> bool:
    """Whether a file is a workbook we read."""
    return path.is_file() and kind_of(path) in SHEETS


class SheetFile:
    """The rows of the first sheet, cut to the columns that are asked for.

    A cell that is computed by the workbook is noted as wrong: what a formula gives depends on
    where it is computed. `notes` tell which sheets, rows and columns nobody saw.
    """

    def __init__(
        self,
        path: Path,
        columns: Columns,
        needed: Sequence[str],
        errors: Errors,
        *,
        lines: Collection[str] = (),
    ) -> None:
        self._rows, measured = _rows(path)
        self.errors, self._lines = errors, frozenset(lines)
        self.header = [heading(_text(cell)) for cell in self._rows[0]]
        self.places = places_of(self.header, columns, needed, errors)
        self._formulas = measured.formulas
        self.notes = list(_notes(measured, self.places, self.header))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Row number as the program shows it, and cells as text, in the order of `places`."""
        wanted = list(self.places.values())
        for number, cells in enumerate(self._rows[1:], start=2):
            if any(cell != "" for cell in cells):
                texts = [_text(cells[place]) if place < len(cells) else "" for place in wanted]
                self._check(number, texts)
                yield number, texts

    def _check(self, row: int, texts: list[str]) -> None:
        for (name, place), text in zip(self.places.items(), texts, strict=True):
            if (row, place + 1) in self._formulas:
                wrong = _("This cell is a formula. Paste its value.")
            else:
                wrong = check_cell(text.strip(), lines=name in self._lines)
            if wrong:
                self.errors.add(row, self.header[place], text, wrong)


def read_rows(path: Path) -> list[list[str]]:
    """All rows of the first sheet as text, the header first. Raises FileRefused as SheetFile."""
    return [[_text(cell) for cell in cells] for cells in _rows(path)[0]]


def _rows(path: Path) -> tuple[list[list[Any]], Measured]:
    require_readable(path, LARGEST_SHEET)
    measured = measure(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise unreadable(error) from None
    if not rows:
        raise refuse(_("The first sheet is empty."))
    return rows, measured


def _notes(measured: Measured, places: dict[str, int], header: list[str]) -> Iterator[str]:
    """What was read without being seen, and what was seen without being read."""
    others = [name for name in measured.other_sheets if name != _("Explanation")]  # ours
    if others:
        message = _("Only the first sheet “%(first)s” is read, not: %(others)s.")
        named = ", ".join(map(quoted, others[:ROWS_NAMED]))
        yield message % {"first": measured.first_sheet, "others": named}
    if measured.hidden_rows:
        rows = sorted(measured.hidden_rows)
        named = ", ".join(map(str, rows[:ROWS_NAMED])) + (" …" if rows[ROWS_NAMED:] else "")
        message = _("Hidden rows are read as well (%(count)s): %(rows)s.")
        yield message % {"count": len(rows), "rows": named}
    hidden = [header[place] for place in places.values() if place + 1 in measured.hidden_columns]
    if hidden:
        yield _("Hidden columns are read as well: %(columns)s.") % {"columns": ", ".join(hidden)}


def _text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as ISO.

    A number with more digits than a workbook keeps stays in its short form, which no door takes.
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.14E}" if abs(cell) >= 10**EXACT_DIGITS else str(int(cell))
    return normal_form(str(cell))
