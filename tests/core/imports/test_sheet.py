"""A workbook as rows of text: what a cell says, and what nobody saw when it was sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from core.imports.errors import Errors, FileRefused
from core.imports.header import header_names
from core.imports.sheet import SheetFile, _text, is_sheet, read_rows


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (datetime(2026, 3, 5, 23, 59, tzinfo=UTC), "2026-03-05"),
        (date(2026, 3, 5), "2026-03-05"),
        (True, "ja"),
        (False, "nein"),
        (6431001.0, "6431001"),
        (-3.0, "-3"),
        (0.5, "0.5"),
        (999_999_999_999_999.0, "999999999999999"),
        (1_000_000_000_000_000.0, "1.00000000000000E+15"),
        (-1_000_000_000_000_000.0, "-1.00000000000000E+15"),
        ("Fo\u0308rderung", "Förderung"),
        ("", ""),
    ],
)
def test_cell_is_the_text_that_a_person_reads(cell: object, text: str) -> None:
    assert _text(cell) == text


class Book:
    """A workbook whose first sheet has the heads id and name, and rows below."""

    def __init__(self, path: Path, *rows: list[object], others: list[str] | None = None) -> None:
        self.path = path
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Liste")
            for number, row in enumerate([["ID", "Name"], *rows]):
                sheet.write_row(number, 0, row)
            for name in others or []:
                book.add_worksheet(name)
            for number in range(2, len(rows) + 1):
                sheet.set_row(number, None, None, {"hidden": True})

    def read(self) -> tuple[SheetFile, Errors]:
        errors = Errors()
        return SheetFile(self.path, {"name": ["name"], "key": ["id"]}, ["key"], errors), errors


def test_rows_are_numbered_as_the_program_shows_them_and_empty_ones_pass(tmp_path: Path) -> None:
    sheet, errors = Book(tmp_path / "a.xlsx", [1, "a"], [], ["", "b"]).read()
    assert list(sheet) == [(2, ["a", "1"]), (4, ["b", ""])]
    assert sheet.header == ["id", "name"]
    assert errors.count == 0
    assert read_rows(tmp_path / "a.xlsx") == [["ID", "Name"], ["1", "a"], ["", ""], ["", "b"]]
    assert header_names(tmp_path / "a.xlsx") == ["id", "name"]


def test_wrong_cell_is_noted_by_the_heading_of_the_file(tmp_path: Path) -> None:
    sheet, errors = Book(tmp_path / "a.xlsx", ["=1+1", "#BEZUG!"]).read()
    list(sheet)
    with pytest.raises(FileRefused) as refused:
        errors.check()
    assert {error.column for error in refused.value.errors} == {"id", "name"}
    assert {error.row for error in refused.value.errors} == {2}


def test_sheets_behind_the_first_are_told_but_for_our_own_explanation(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert Book(path, [1, "a"], others=["Erläuterung"]).read()[0].notes == []
    (note,) = Book(path, [1, "a"], others=["Erläuterung", "Alt"]).read()[0].notes
    assert note == "Gelesen wird nur das erste Blatt „Liste“, nicht: „Alt“."
    many = [f"B{number:02}" for number in range(11)]
    (note,) = Book(path, [1, "a"], others=many).read()[0].notes
    assert "„B09“" in note
    assert "„B10“" not in note


@pytest.mark.parametrize(("hidden", "rest"), [(10, ""), (11, " …")])
def test_hidden_rows_are_counted_and_the_first_ten_named(
    tmp_path: Path, hidden: int, rest: str
) -> None:
    rows: list[list[object]] = [[number, "a"] for number in range(hidden + 1)]
    (note,) = Book(tmp_path / "a.xlsx", *rows).read()[0].notes
    assert f"({hidden}): 3, 4, 5, 6, 7, 8, 9, 10, 11, 12{rest}." in note


def test_what_is_a_sheet_is_told_by_content(tmp_path: Path) -> None:
    text = tmp_path / "liste.xlsx"
    text.write_text("id;Name\n")
    book = Book(tmp_path / "liste.csv")
    assert [is_sheet(text), is_sheet(book.path), is_sheet(tmp_path)] == [False, True, False]
    assert header_names(text) == ["id", "name"]


def test_sheet_without_a_row_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "leer.xlsx"
    xlsxwriter.Workbook(path).close()
    with pytest.raises(FileRefused, match="Das erste Blatt ist leer"):
        read_rows(path)
