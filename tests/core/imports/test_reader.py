"""Text files from elsewhere: encoding, separator, headings, and rows that are cut off."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.imports import reader
from core.imports.errors import Errors, FileRefused
from core.imports.reader import (
    CsvFile,
    encoding_of,
    folded,
    has_columns,
    header_of,
    heading,
    places_of,
    require_readable,
)

COLUMNS = {"key": ["schlüssel", "id"], "name": ["name"]}


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "liste.csv"
    path.write_bytes(content)
    return path


def rows_and_errors(path: Path, lines: Sequence[str] = ()) -> tuple[list[object], list[str]]:
    errors = Errors()
    rows: list[object] = list(CsvFile(path, COLUMNS, ["key"], errors, lines=lines))
    try:
        errors.check()
    except FileRefused as refused:
        return rows, list(refused.lines)
    return rows, []


def test_file_that_is_not_there_or_empty_is_refused_by_its_name(tmp_path: Path) -> None:
    missing = tmp_path / "fehlt.csv"
    with pytest.raises(FileRefused, match=f"Die Datei {missing} gibt es nicht"):
        require_readable(missing)
    with pytest.raises(FileRefused, match="gibt es nicht"):
        require_readable(tmp_path)  # a folder is no file
    with pytest.raises(FileRefused, match=r"liste\.csv ist leer"):
        require_readable(written(tmp_path, b""))


def test_file_may_be_as_large_as_the_limit_and_not_a_byte_larger(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * 1024**2)
    require_readable(path, 1024**2)
    path.write_bytes(b"x" * (1024**2 + 1))
    with pytest.raises(FileRefused) as refused:
        require_readable(path, 1024**2)
    assert "2 MB" in refused.value.message  # a part of a megabyte counts as one
    assert "höchstens 1 MB" in refused.value.message


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"id;name\n1;a\n", "utf-8-sig"),
        (codecs.BOM_UTF8 + b"id", "utf-8-sig"),
        ("id;straße".encode(), "utf-8-sig"),
        ("id;straße".encode("cp1252"), "cp1252"),
        (codecs.BOM_UTF16_LE + "id".encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + "id".encode("utf-16-be"), "utf-16"),
        ("straß".encode()[:-1], "cp1252"),  # UTF-8 that ends inside a letter is none
    ],
)
def test_encoding_is_told_by_the_whole_file(tmp_path: Path, content: bytes, encoding: str) -> None:
    assert encoding_of(written(tmp_path, content)) == encoding


def test_encoding_of_last_resort_is_the_one_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "straße".encode("latin-1"))
    assert encoding_of(path, "latin-1") == "latin-1"


def test_letter_that_lies_across_two_chunks_is_one_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK", 5)
    path = written(tmp_path, "straße;straße".encode())
    assert encoding_of(path) == "utf-8-sig"
    path.write_bytes(b"stra\xdfe;" + "straße".encode())
    assert encoding_of(path) == "cp1252"  # one wrong letter decides for the whole file
    path.write_bytes(b"abcdefgh\x00")
    with pytest.raises(FileRefused, match="weder eine Textdatei"):
        encoding_of(path)


@pytest.mark.parametrize(
    ("line", "separator"),
    [("a;b,c;d", ";"), ("a,b;c,d", ","), ("a\tb", "\t"), ("a", ";"), ("a;b,c", ";")],
)
def test_separator_is_the_sign_that_stands_most_often(
    tmp_path: Path, line: str, separator: str
) -> None:
    assert header_of(written(tmp_path, line.encode()), "utf-8")[1] == separator


def test_header_may_have_five_hundred_columns_and_no_more(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(500)]
    path = written(tmp_path, ";".join(names).encode())
    assert header_of(path, "utf-8") == (names, ";")
    path.write_bytes(";".join([*names, "einer"]).encode())
    with pytest.raises(FileRefused, match=r"Zeile 1: .*501 Spalten; höchstens 500"):
        header_of(path, "utf-8")


def test_headings_are_told_as_people_read_them_and_compared_by_their_letters() -> None:
    assert heading("  OZG-\u00adID ") == "ozg-id"
    assert heading("Schlu\u0308ssel") == "schlüssel"
    same = {folded(name) for name in ("OZG-ID", "ozg_id", " OzgId ", "O.Z.G. (ID):", "ozg*id")}
    assert same == {"ozgid"}
    assert folded("OZG/ID") != "ozgid"


def test_header_has_columns_however_they_are_spelt_and_only_if_all_are_there() -> None:
    assert has_columns(["OZG-ID", "Name"], "ozg_id", "NAME")
    assert has_columns(["OZG-ID", "Name"], "name")
    assert not has_columns(["OZG-ID"], "ozg_id", "name")


def test_columns_are_found_by_any_of_their_names_and_others_are_left_alone() -> None:
    errors = Errors()
    assert places_of(["x", "ID", "name"], COLUMNS, ["key"], errors) == {"key": 1, "name": 2}
    assert places_of(["schlüssel"], COLUMNS, ["key"], errors) == {"key": 0}  # name may be missing


def test_missing_and_doubled_columns_are_told_together() -> None:
    with pytest.raises(FileRefused) as refused:
        places_of(["nr", "name", "Name"], COLUMNS, ["key", "name"], Errors())
    missing, doubled = refused.value.lines
    assert missing == (
        "Zeile 1, Spalte „schlüssel“: Die Spalte fehlt. Die Kopfzeile nennt: nr, name, Name."
    )
    assert doubled.startswith("Zeile 1, Spalte „name“: ")
    assert "„name“ (B), „Name“ (C)" in doubled


def test_columns_that_mean_the_same_are_named_as_spreadsheets_name_them() -> None:
    header = ["id", *(f"x{number}" for number in range(25)), "schlüssel"]
    with pytest.raises(FileRefused, match=r"„id“ \(A\), „schlüssel“ \(AA\)"):
        places_of(header, COLUMNS, ["key"], Errors())


def test_long_header_is_told_by_its_beginning() -> None:
    with pytest.raises(FileRefused) as refused:
        places_of(["x" * 499, "yz"], COLUMNS, ["key"], Errors())
    (line,) = refused.value.lines
    assert f"{'x' * 499},." in line  # five hundred characters of it


def test_rows_of_another_width_are_noted_and_left_out_and_empty_ones_pass(tmp_path: Path) -> None:
    path = written(tmp_path, b"id;name\n1;a\n2\n\n3;c;d\n4;e\n")
    rows, errors = rows_and_errors(path)
    assert rows == [(2, ["1", "a"]), (6, ["4", "e"])]
    assert [line.partition(":")[0] for line in errors] == [
        "Zeile 3, „1 / 2“",
        "Zeile 5, „3 / 2“",
    ]
    assert "Ist die Datei vollständig?" in errors[0]


def test_cells_come_in_the_order_of_our_columns_whatever_the_file_has(tmp_path: Path) -> None:
    path = written(tmp_path, b"name;x;id\na;=1;1\n")
    assert rows_and_errors(path) == ([(2, ["1", "a"])], [])  # nobody asks for the formula in x


@pytest.mark.parametrize(
    ("cell", "said"), [(" =1+1", "Formel"), ("4,7E+20", "Excel"), ("a\x07b", "Steuerzeichen")]
)
def test_cell_that_says_something_else_is_noted_with_its_column(
    tmp_path: Path, cell: str, said: str
) -> None:
    rows, (error,) = rows_and_errors(written(tmp_path, f"ID;name\n1;{cell}\n".encode()))
    assert rows == [(2, ["1", cell])]
    assert error.startswith("Zeile 2, Spalte „name“")
    assert said in error


def test_several_lines_stand_only_in_columns_that_may_have_them(tmp_path: Path) -> None:
    path = written(tmp_path, b'id;name\n1;"a\nb"\n')
    rows, errors = rows_and_errors(path, lines=["name"])
    assert (rows, errors) == ([(3, ["1", "a\nb"])], [])
    assert "Zeilenumbruch" in rows_and_errors(path)[1][0]


def test_quote_that_never_ends_and_letter_that_is_none_are_told_by_their_row(
    tmp_path: Path,
) -> None:
    _rows, (error,) = rows_and_errors(written(tmp_path, b'id;name\n1;"a\n'))
    assert error.startswith("Zeile 3: ")
    assert "Ist die Datei vollständig?" in error
    path = written(tmp_path, b"id;name\n1;\xdf\n")
    errors = Errors()
    assert list(CsvFile(path, COLUMNS, ["key"], errors, encoding="utf-8")) == []
    with pytest.raises(FileRefused, match=r"Zeile 1, „df“: Kein Zeichen in utf-8"):
        errors.check()


def test_line_without_an_end_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LONGEST_LINE", 12)
    path = written(tmp_path, b"id;name\n1;12345678\n")
    assert rows_and_errors(path)[0] == [(2, ["1", "12345678"])]  # 11 with the break
    path.write_bytes(b"id;name\n1;123456789\n")
    with pytest.raises(FileRefused, match="Zeile 2: Die Zeile ist länger als 12 Zeichen"):
        rows_and_errors(path)
