"""How a workbook looks: its head, its widths, the row of totals, and one without any rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import python_calamine

from core.exports import FORMATS
from tests.core.exports.test_files import ROWS, make


class Book:
    """The parts of a workbook as they stand in its file."""

    def __init__(self, rows: Sequence[dict[str, Any]] = ROWS) -> None:
        data = b"".join(FORMATS["xlsx"].chunks(replace(make(), rows=rows)))
        self.table = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name).decode() for name in archive.namelist()}

    def sheet(self, number: int) -> str:
        return self.parts[f"xl/worksheets/sheet{number}.xml"]

    def is_bold(self, cell: str, sheet: int = 1) -> bool:
        """Whether the cell's format has a bold font."""
        found = re.search(rf'<c r="{cell}" s="(\d+)"', self.sheet(sheet))
        if found is None:
            return False
        styles = self.parts["xl/styles.xml"]
        formats = re.findall(r'<xf [^>]*fontId="(\d+)"', styles.partition("<cellXfs")[2])
        fonts = re.findall(r"<font>.*?</font>", styles)
        return "<b/>" in fonts[int(formats[int(found[1])])]


def widths(sheet: str) -> list[int]:
    """The widths of the columns in letters."""
    cols = re.findall(r'<col min="(\d+)" max="(\d+)" width="(\d+)', sheet)
    return [int(width) for first, last, width in cols for _n in range(int(first), int(last) + 1)]


def test_head_and_totals_are_bold_and_rows_are_not() -> None:
    book = Book()
    bold = [book.is_bold(cell) for cell in ("A1", "G1", "A2", "C3", "A5", "C5")]
    assert bold == [True, True, False, False, True, True]
    assert (book.is_bold("A1", 2), book.is_bold("B1", 2)) == (True, False)


def test_columns_are_as_wide_as_their_kind_and_the_explanation_is_read_in_one_look() -> None:
    book = Book()
    assert widths(book.sheet(1)) == [28, 28, 18, 12, 12, 10, 12]
    assert widths(book.sheet(2)) == [34, 100]


def test_head_and_first_column_stay_in_sight() -> None:
    pane = re.search(r"<pane [^>]*>", Book().sheet(1))
    assert pane is not None
    for said in ('xSplit="1"', 'ySplit="1"', 'topLeftCell="B2"', 'state="frozen"'):
        assert said in pane[0]
    assert "<pane" not in Book().sheet(2)


def test_filter_covers_head_and_rows_and_leaves_the_totals_out() -> None:
    assert '<autoFilter ref="A1:G4"/>' in Book().sheet(1)


def test_a_table_without_rows_keeps_its_head_above_the_totals() -> None:
    book = Book(rows=[])
    rows = book.table.get_sheet_by_name("Tabelle").to_python()
    assert (rows[0][0], rows[1][0]) == ("AGS", "Summe")
    assert '<autoFilter ref="A1:G1"/>' in book.sheet(1)
