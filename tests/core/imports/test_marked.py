"""A refused file handed back: its wrong cells are coloured, explained, and told at the end."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from core.imports.errors import CellError
from core.imports.marked import marked_copy

COLUMNS = {"key": ["schlüssel", "id"], "name": ["name"]}
COMMENT = re.compile(r'<comment ref="(\w+)".*?<t(?: [^>]*)?>(.*?)</t>', re.DOTALL)


class Marked:
    """The copy of a file with these errors: its rows, its comments, and which cells are styled."""

    def __init__(self, path: Path, *errors: CellError) -> None:
        content = marked_copy(path, COLUMNS, errors)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Korrekturen")
        self.rows = sheet.to_python()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            told = "xl/comments1.xml"
            comments = archive.read(told).decode() if told in names else ""
            cells = archive.read("xl/worksheets/sheet1.xml").decode()
        self.comments = dict(COMMENT.findall(comments))
        self.styled = re.findall(r'<c r="(\w+)" s=', cells)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "liste.csv"
    path.write_text("ID;Name\n1;=1+1\n2;b\n")
    return path


def test_wrong_cell_is_coloured_and_says_why_there_and_at_the_end_of_its_row(path: Path) -> None:
    marked = Marked(path, CellError(2, "name", "=1+1", "Eine Formel."))
    assert marked.rows == [["ID", "Name", "Fehler"], ["1", "=1+1", "Eine Formel."], ["2", "b", ""]]
    assert marked.comments == {"B2": "Eine Formel."}
    assert marked.styled == ["A1", "B1", "C1", "B2"]  # the head is bold


def test_column_is_found_by_any_of_its_names_however_it_is_spelt(path: Path) -> None:
    for name in ("schlüssel", "id", "I-D"):
        assert Marked(path, CellError(3, name, "2", "Falsch.")).comments == {"A3": "Falsch."}


def test_error_of_no_column_stands_at_the_end_of_its_row_alone(path: Path) -> None:
    marked = Marked(path, CellError(3, "", "", "Zu kurz."), CellError(3, "datum", "", "Fehlt."))
    assert marked.comments == {}
    assert marked.rows[2] == ["2", "b", "Zu kurz. Fehlt."]


def test_error_of_the_whole_file_colours_the_head_and_leaves_its_title(path: Path) -> None:
    marked = Marked(path, CellError(0, "name", "", "Die Spalte fehlt."))
    assert marked.comments == {"B1": "Die Spalte fehlt."}
    assert marked.rows[0] == ["ID", "Name", "Fehler"]


def test_cause_of_many_rows_is_told_in_each_of_them(path: Path) -> None:
    marked = Marked(path, CellError(2, "name", "x", "Unbekannt.", rows=(2, 3)))
    assert marked.comments == {"B2": "Unbekannt.", "B3": "Unbekannt."}


def test_two_errors_of_one_cell_are_two_lines_of_one_comment(path: Path) -> None:
    marked = Marked(path, CellError(2, "name", "x", "Eins."), CellError(2, "name", "x", "Zwei."))
    assert marked.comments == {"B2": "Eins.\nZwei."}
    assert marked.rows[1][2] == "Eins. Zwei."


def test_errors_stand_behind_the_longest_row(path: Path) -> None:
    path.write_text("ID;Name\n1;a;b;c\n")
    marked = Marked(path, CellError(2, "", "4 / 2", "Zu lang."))
    assert marked.rows == [["ID", "Name", "", "", "Fehler"], ["1", "a", "b", "c", "Zu lang."]]


def test_row_of_several_lines_has_the_number_of_its_last_one(path: Path) -> None:
    path.write_text('ID;Name\n1;"a\nb"\n2;c\n')
    assert Marked(path, CellError(4, "name", "c", "Falsch.")).comments == {"B3": "Falsch."}


def test_formula_comes_back_as_text_that_nothing_computes(path: Path) -> None:
    content = marked_copy(path, COLUMNS, [])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
