"""XLSX and ODS as rows of text, the same way as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

from core.imports.errors import Errors, refuse
from core.imports.reader import places_of, require_readable
from core.imports.workbook import Place, formulas_of, unreadable

LARGEST_SHEET = 50 * 1024**2
ZIP = b"PK\x03\x04"


def is_sheet(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == ZIP


class SheetFile:
    """The rows of the first sheet, cut to the columns that are asked for."""

    def __init__(self, rows: list[list[Any]], places: dict[str, int], formulas: set[Place]) -> None:
        self._rows = rows
        self.places = places
        self._formulas = formulas

    def has_formula(self, row: int, name: str) -> bool:
        """Whether the cell of a column is computed by the workbook."""
        return (row, self.places[name] + 1) in self._formulas

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Row number as the program shows it, and cells as text, in the order of `places`."""
        wanted = list(self.places.values())
        for number, cells in enumerate(self._rows[1:], start=2):
            if any(cell != "" for cell in cells):
                yield (
                    number,
                    [_text(cells[place]) if place < len(cells) else "" for place in wanted],
                )


def read_sheet(
    path: Path, columns: Mapping[str, Sequence[str]], needed: Sequence[str], errors: Errors
) -> SheetFile:
    """The first sheet of a workbook. Raises FileRefused for what is none, or too large."""
    rows, formulas = _rows(path)
    header = [_text(cell).strip().lower() for cell in rows[0]]
    return SheetFile(rows, places_of(header, columns, needed, errors), formulas)


def read_rows(path: Path) -> list[list[str]]:
    """All rows of the first sheet as text, the header first. Raises FileRefused as read_sheet."""
    return [[_text(cell) for cell in cells] for cells in _rows(path)[0]]


def _rows(path: Path) -> tuple[list[list[Any]], set[Place]]:
    require_readable(path, LARGEST_SHEET)
    formulas = formulas_of(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise unreadable(error) from None
    if not rows:
        raise refuse(_("The first sheet is empty."))
    return rows, formulas


def _text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as ISO."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
