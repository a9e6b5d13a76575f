"""One reader for tables: what is read, what is noted, and what is refused in words."""

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from core.imports.errors import Errors, FileRefused
from core.imports.table import FileTable

COLUMNS = {"key": ["schlüssel", "id"], "name": ["name"], "text": ["text"]}


def read(path: Path, **options: object) -> list[tuple[int, str, str]]:
    errors = Errors()
    rows = [
        (row.number, row["key"], row["name"])
        for row in FileTable(path, COLUMNS, ["key", "name"], errors, lines=["text"], **options)  # type: ignore[arg-type]
    ]
    errors.check()
    return rows


def refused(path: Path) -> list[str]:
    with pytest.raises(FileRefused) as error:
        read(path)
    return list(error.value.lines)


def text(tmp_path: Path, content: str | bytes, name: str = "liste.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(tmp_path: Path, *rows: Sequence[object]) -> Path:
    path = tmp_path / "liste.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Liste")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    content = f"Schlüssel{separator}NAME\n1{separator}Straße\n".encode(encoding)
    assert read(text(tmp_path, content)) == [(2, "1", "Straße")]


def test_text_is_read_in_its_normal_form(tmp_path: Path) -> None:
    content = unicodedata.normalize("NFD", "Schlüssel;Name\n1;Förderung\n")
    assert read(text(tmp_path, content)) == [(2, "1", "Förderung")]
    rows = [[unicodedata.normalize("NFD", cell) for cell in ("Schlüssel", "Name")]]
    book = workbook(tmp_path, *rows, ["1", unicodedata.normalize("NFD", "Förderung")])
    assert read(book) == [(2, "1", "Förderung")]


@pytest.mark.parametrize("header", ["Schlüssel;Name;Name", "ID;Schlüssel;Name", "id;I-D;Name"])
def test_two_columns_of_one_meaning_are_named(tmp_path: Path, header: str) -> None:
    (line,) = refused(text(tmp_path, f"{header}\n1;2;3\n"))
    for name in header.lower().split(";")[1:-1]:
        assert name in line
    assert "bedeuten dasselbe" in line


def test_headings_are_compared_without_spaces_and_dashes(tmp_path: Path) -> None:
    assert read(text(tmp_path, "I_D; N-a me \n1;a\n")) == [(2, "1", "a")]


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\ufeff", "\u2060"])
def test_headings_are_read_without_marks_that_nobody_sees(tmp_path: Path, mark: str) -> None:
    assert read(text(tmp_path, f"id;na{mark}me\n1;a\n")) == [(2, "1", "a")]
    assert read(workbook(tmp_path, [f"{mark}id", "name"], ["1", "a"])) == [(2, "1", "a")]


def test_formulas_are_refused_in_both_kinds(tmp_path: Path) -> None:
    (line,) = refused(workbook(tmp_path, ["id", "name"], ["1", "=1+1"]))
    assert "Zeile 2" in line
    assert "Formel" in line
    assert "Formel" in refused(text(tmp_path, 'id;name\n1;"=1+1"\n'))[0]


def test_formula_of_a_column_nobody_asks_for_is_fine(tmp_path: Path) -> None:
    assert read(workbook(tmp_path, ["id", "name", "summe"], ["1", "a", "=1+1"]))


@pytest.mark.parametrize("key", [47110000000000123, 4.711e20])
def test_rounded_numbers_of_a_workbook_are_refused(tmp_path: Path, key: float) -> None:
    (line,) = refused(workbook(tmp_path, ["id", "name"], [float(key), "a"]))
    assert "Excel" in line


def test_fifteen_digits_are_exact(tmp_path: Path) -> None:
    rows = read(workbook(tmp_path, ["id", "name"], [float(999_999_999_999_999), "a"]))
    assert rows == [(2, "999999999999999", "a")]


def test_one_cause_in_many_rows_is_told_once(tmp_path: Path) -> None:
    lines = refused(text(tmp_path, "id;name\n" + "1;a;b\n" * 1001))
    assert len(lines) == 1
    assert "1001" in lines[0]
    assert len(refused(text(tmp_path, "id;name\n" + "1;a;b\n" * 9))) == 9


def test_what_is_hidden_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Liste")
        for number, row in enumerate([["id", "name"], ["1", "a"], ["2", "b"]]):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        book.add_worksheet("Alt")
    notes = FileTable(path, COLUMNS, ["id"], Errors()).notes
    assert ["Liste" in notes[0], "Alt" in notes[0]] == [True, True]
    assert "(1): 3" in notes[1]
    assert "name" in notes[2]
    assert len(notes) == 3


def test_first_sheet_that_is_hidden_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        hidden = book.add_worksheet("Alt")
        hidden.write_row(0, 0, ["id", "name"])
        book.add_worksheet("Liste").activate()
        hidden.hide()
    assert "ausgeblendet" in refused(path)[0]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "alten Excel-Format"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "Passwort"),
        (OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "Textdokument"),
        (gzip.compress(b"id;name\n1;a\n", mtime=0), "Archiv"),
        (packed(liste_dot_csv="id;name\n"), "Archiv"),
        (packed(word__document_dot_xml="<a/>"), "Textdokument"),
        (packed(xl__workbook_dot_bin="x"), "binäre Arbeitsmappe"),
        (packed(content_dot_xml="x", META_dash="x"), "Arbeitsmappe"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "Bild"),
        (b"<html><table>", "Webseite"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"id;name\x00\n", "weder"),
        ("id;name\n".encode("utf-16-le"), "UTF-8"),
        ("id;name\n".encode("utf-32"), "UTF-8"),
        (packed(ppt__presentation_dot_xml="<a/>"), "Präsentation"),
        (packed(mimetype="application/vnd.oasis.opendocument.presentation"), "Präsentation"),
        (packed(Index__Document_dot_iwa="x"), "weder"),
        (OLE + b"\x00" * 600 + "PowerPoint Document".encode("utf-16-le"), "Präsentation"),
        (OLE + b"\x00" * 600 + "__nameid_version1.0".encode("utf-16-le"), "weder"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "Webseite"),
    ],
)
def test_wrong_kind_is_named_with_the_way_out(tmp_path: Path, content: bytes, said: str) -> None:
    (line,) = refused(text(tmp_path, content, "liste.xls"))
    assert said in line
    assert "Datei vollständig" not in line or "Arbeitsmappe" in said


def test_kind_is_told_by_content_and_not_by_name(tmp_path: Path) -> None:
    book = workbook(tmp_path, ["id", "name"], ["1", "a"])
    assert read(book.rename(tmp_path / "liste.csv")) == [(2, "1", "a")]
    assert read(text(tmp_path, "id;name\n1;a\n", "liste.xlsx")) == [(2, "1", "a")]


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    header = ";".join(["id", "name", *map(str, range(500))])
    assert "502" in refused(text(tmp_path, header + "\n"))[0]
    fits = ";".join(["id", "name", *map(str, range(498))])
    assert read(text(tmp_path, fits + "\n")) == []


def test_rows_are_counted(tmp_path: Path) -> None:
    path = text(tmp_path, "id;name\n" + "1;a\n" * 3)
    assert len(read(path, most_rows=3)) == 3
    with pytest.raises(FileRefused):
        read(path, most_rows=2)
