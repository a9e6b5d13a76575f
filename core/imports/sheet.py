"""XLSX and ODS as rows of text, the same way as CSV; zips that unpack to floods are refused."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

from core.imports.errors import Errors, refuse
from core.imports.reader import places_of, require_readable

LARGEST_SHEET = 50 * 1024**2
LARGEST_UNPACKED = 300 * 1024**2
ZIP = b"PK\x03\x04"


def is_sheet(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == ZIP


class SheetFile:
    """The rows of the first sheet, cut to the columns that are asked for."""

    def __init__(self, rows: list[list[Any]], places: dict[str, int]) -> None:
        self._rows = rows
        self.places = places

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
    rows = _rows(path)
    header = [_text(cell).strip().lower() for cell in rows[0]]
    return SheetFile(rows, places_of(header, columns, needed, errors))


def read_rows(path: Path) -> list[list[str]]:
    """All rows of the first sheet as text, the header first. Raises FileRefused as read_sheet."""
    return [[_text(cell) for cell in cells] for cells in _rows(path)]


def _rows(path: Path) -> list[list[Any]]:
    require_readable(path, LARGEST_SHEET)
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            message = _("The file unpacks to %(size)s MB. Split it.")
            raise refuse(message % {"size": unpacked // 1024**2})
        book = python_calamine.CalamineWorkbook.from_path(path)
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, python_calamine.CalamineError) as error:
        message = _("The workbook cannot be read (%(error)s). Is the file complete?")
        raise refuse(message % {"error": error}) from None
    if not rows:
        raise refuse(_("The first sheet is empty."))
    return rows


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
