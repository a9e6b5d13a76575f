"""Workbooks that would take all memory are refused before a reader opens them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from core.imports.errors import Errors, FileRefused
from core.imports.sheet import SheetFile
from core.imports.workbook import measure
from core.imports.workbook_part import MOST_ELEMENTS, ElementBudget

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
EMPTY_REST = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def xlsx(path: Path, cells: dict[tuple[int, int], str]) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for (row, column), text in cells.items():
        sheet.write(row, column, text)
    book.close()
    return path


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(rows=rows))
    return path


def changed(path: Path, name: str, old: str, new: str) -> Path:
    """The workbook with a text replaced in one of its parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {member: archive.read(member) for member in archive.namelist()}
    parts[name] = parts[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in parts.items():
            archive.writestr(member, content)
    return path


def columns(path: Path) -> list[list[str]]:
    sheet = SheetFile(path, {"a": ["a"]}, ["a"], Errors())
    return [cells for _row, cells in sheet]


def test_a_cell_at_the_far_end_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "x.xlsx", {(0, 0): "a", (1_048_575, 16_383): "b"})
    assert path.stat().st_size < 10_000
    with pytest.raises(FileRefused, match="1048576"):
        columns(path)


def test_repeated_cells_of_a_document_are_counted(tmp_path: Path) -> None:
    row = '<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>'
    cell = CELL.format("a").replace(" office", ' table:number-columns-repeated="900" office')
    with pytest.raises(FileRefused, match="1000000"):
        columns(ods(tmp_path / "x.ods", row.format(cell)))


def test_formatted_rest_of_a_sheet_is_no_content(tmp_path: Path) -> None:
    row = "<table:table-row>{}</table:table-row>"
    rows = row.format(CELL.format("a")) + row.format(CELL.format("1")) + EMPTY_REST
    assert columns(ods(tmp_path / "x.ods", rows)) == [["1"]]


def test_first_sheet_tells_its_formulas(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "x.xlsx", {(0, 0): "a", (1, 0): "=1+1", (2, 1): "=2+2"})
    assert measure(path).formulas == {(2, 1), (3, 2)}


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", "<worksheet", "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet"),
        ("xl/worksheets/sheet1.xml", "</sheetData>", ""),
        ("xl/worksheets/sheet1.xml", 'r="1"', 'r="99999999999"'),
        ("xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet1.png"),
    ],
)
def test_what_is_forged_is_refused(tmp_path: Path, part: str, old: str, new: str) -> None:
    path = xlsx(tmp_path / "x.xlsx", {(0, 0): "a", (1, 0): "1"})
    assert columns(path) == [["1"]]
    with pytest.raises(FileRefused):
        columns(changed(path, part, old, new))


def test_archive_without_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("liste.csv", "a\n1\n")
    with pytest.raises(FileRefused, match="XLSX"):
        columns(path)


def test_flood_of_zeros_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "x.xlsx", {(0, 0): "a"})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(301 * 1024**2))
        archive.writestr("xl/media/image2.png", bytes(1024**2), zipfile.ZIP_STORED)
        packed = sum(member.compress_size for member in archive.infolist())
    with pytest.raises(FileRefused, match=f" {packed // 1024} kB .* 302 MB"):
        columns(path)


STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'


def with_part(path: Path, name: str, content: str) -> Path:
    """The workbook with one part in place of another."""
    with zipfile.ZipFile(path) as archive:
        parts = {member: archive.read(member) for member in archive.namelist()}
    parts[name] = content.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in parts.items():
            archive.writestr(member, text)
    return path


@pytest.mark.parametrize(("texts", "is_fine"), [(200_000, True), (200_001, False)])
def test_texts_are_counted_before_they_are_read(tmp_path: Path, texts: int, is_fine: bool) -> None:
    path = xlsx(tmp_path / "x.xlsx", {(0, 0): "a", (1, 0): "1"})
    with_part(path, "xl/sharedStrings.xml", STRINGS.format("<si><t>a</t></si>" * texts))
    if is_fine:
        measure(path)
    else:
        with pytest.raises(FileRefused, match="200000"):
            measure(path)


def test_small_file_that_unpacks_to_a_flood_is_refused_unread(tmp_path: Path) -> None:
    """84 kB that held a thread for a minute."""
    path = xlsx(tmp_path / "x.xlsx", {(0, 0): "a", (1, 0): "1"})
    with_part(path, "xl/sharedStrings.xml", STRINGS.format("<si><t>a</t></si>" * 2_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(FileRefused, match="entpackt"):
        columns(path)


def test_elements_are_counted_over_all_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx(tmp_path / "x.xlsx", {(0, 0): "a", (1, 0): "1"})
    budget = ElementBudget()
    monkeypatch.setattr("core.imports.workbook.ElementBudget", lambda: budget)
    measure(path)
    used = MOST_ELEMENTS - budget.elements
    budget.elements = used
    measure(path)
    budget.elements = used - 1
    with pytest.raises(FileRefused):
        measure(path)


def test_elements_of_a_document_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "<table:table-row>{}</table:table-row>"
    path = ods(tmp_path / "x.ods", row.format(CELL.format("a")) * 1000)
    budget = ElementBudget()
    budget.elements = 3000
    monkeypatch.setattr("core.imports.workbook.ElementBudget", lambda: budget)
    with pytest.raises(FileRefused):
        measure(path)


def test_what_a_document_hides_is_told(tmp_path: Path) -> None:
    hidden = '<table:table-column table:visibility="collapse"/>'
    row = "<table:table-row{}>{}</table:table-row>"
    collapse = ' table:visibility="collapse"'
    rows = hidden + row.format("", CELL.format("a")) + row.format(collapse, CELL.format("1"))
    measured = measure(ods(tmp_path / "x.ods", rows))
    assert (measured.hidden_rows, measured.hidden_columns) == ({2}, {1})
