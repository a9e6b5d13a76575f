"""GV100AD read character by character: what stands where, and every wrong line by its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from core.imports.errors import FileRefused
from municipalities.choices import Kind, PopulationBasis
from municipalities.counted import Counted, _only_basis
from municipalities.gv100ad import BodyRecord, by_name, read_gv100ad
from tests.municipalities.records import area, gv100ad, record

ABTSTEINACH = record("06431001", "Abtsteinach")


def refused(path: Path) -> list[str]:
    with pytest.raises(FileRefused) as error:
        read_gv100ad(path)
    return list(error.value.lines)


def changed(line: str, first: int, text: str) -> str:
    """The line with another text from the character `first` on, counted from 1."""
    return line[: first - 1] + text + line[first - 1 + len(text) :]


def test_file_tells_its_day_its_areas_and_its_bodies(tmp_path: Path) -> None:
    city = record("06411000", "Darmstadt, Wissenschaftsstadt", kind="61", kreis="0000")
    found = read_gv100ad(gv100ad(tmp_path, ABTSTEINACH, city))
    assert found.day == date(2026, 9, 30)
    assert found.regions == {"064": "Reg.-Bez. Darmstadt"}
    assert found.districts == {"06431": "Bergstraße"}
    assert list(found.bodies) == ["06431001", "06411000"]
    assert found.bodies["06431001"] == BodyRecord(
        row=5,
        ags="06431001",
        ars="064310001001",
        official_name="Abtsteinach",
        kind=Kind.MUNICIPALITY,
        area_km2=Decimal("11.02"),
        population=2500,
        postal_code="69518",
    )
    assert found.bodies["06411000"].name == "Darmstadt"
    assert found.bodies["06411000"].ars == "064110000000"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("60", Kind.MUNICIPALITY),
        ("61", Kind.INDEPENDENT_CITY),
        ("63", Kind.TOWN),
        ("64", Kind.MUNICIPALITY),
        ("65", Kind.UNINCORPORATED_AREA),
        ("66", Kind.UNINCORPORATED_AREA),
    ],
)
def test_kind_is_told_by_the_code_of_the_text(tmp_path: Path, code: str, kind: Kind) -> None:
    found = read_gv100ad(gv100ad(tmp_path, record("06431001", "Abtsteinach", kind=code)))
    assert found.bodies["06431001"].kind == kind


def test_records_of_other_states_are_counted_and_no_more(tmp_path: Path) -> None:
    others = [record("05111000", "Düsseldorf"), area("40", "07131", "Ahrweiler")]
    found = read_gv100ad(gv100ad(tmp_path, ABTSTEINACH, *others))
    assert found.elsewhere == 2
    assert list(found.bodies) == ["06431001"]
    assert list(found.districts) == ["06431"]


@pytest.mark.parametrize(
    ("place", "text", "column", "said"),
    [
        (11, "0643100x", "11-18", "Ein AGS hat 8 Ziffern"),
        (123, "62", "123-124", "Erwartet: 60, 61, 63, 64, 65, 66."),
        (129, "0000000110x", "129-139", "Erwartet werden nur Ziffern"),
        (129, "0000000110²", "129-139", "Erwartet werden nur Ziffern"),
        (140, "0000000250٣", "140-150", "Erwartet werden nur Ziffern"),
        (140, "01000000000", "140-150", "So groß ist keine Kommune"),
        (23, "Ben\u202esheim".ljust(50), "23-72", "unsichtbare Zeichen"),
        (140, "          -", "140-150", "Erwartet werden nur Ziffern"),
        (23, " " * 50, "23-72", "Der Name fehlt"),
        (1, "70", "1-2", "10, 20, 30, 40, 50 oder 60"),
        (3, "20251231", "3-10", "Anderes Datum als in der ersten Zeile"),
    ],
)
def test_wrong_field_is_told_by_row_and_characters(
    tmp_path: Path, place: int, text: str, column: str, said: str
) -> None:
    line = changed(record("06431002", "Bensheim"), place, text)
    (wrong,) = refused(gv100ad(tmp_path, ABTSTEINACH, line))
    assert wrong.startswith(f"Zeile 6, Spalte „{column}“")
    assert said.lower() in wrong.lower()


def test_every_wrong_field_of_a_line_is_told_at_once(tmp_path: Path) -> None:
    line = changed(changed(record("06431002", "B"), 123, "99"), 140, "x" * 11)
    assert len(refused(gv100ad(tmp_path, ABTSTEINACH, line, ABTSTEINACH))) == 3


@pytest.mark.parametrize("change", [-1, 1])
def test_line_of_another_width_is_told_by_its_beginning(tmp_path: Path, change: int) -> None:
    line = (ABTSTEINACH + "x")[: 220 + change]
    (wrong,) = refused(gv100ad(tmp_path, line))
    assert wrong.startswith(f"Zeile 5, „{ABTSTEINACH[:30].strip()}“")
    assert "220" in wrong


def test_old_files_are_read_in_their_encoding(tmp_path: Path) -> None:
    path = gv100ad(tmp_path, record("06431013", "Lörrach"), encoding="iso-8859-1", end="\r\n")
    assert read_gv100ad(path).bodies["06431013"].name == "Lörrach"


@pytest.mark.parametrize("behind", ["\n\n", "\x1a", "\r\n \x1a\r\n"])
def test_nothing_behind_the_last_line_is_no_line(tmp_path: Path, behind: str) -> None:
    path = gv100ad(tmp_path, ABTSTEINACH)
    path.write_text(path.read_text() + behind)
    assert list(read_gv100ad(path).bodies) == ["06431001"]


def test_workbook_is_not_to_be_saved_as_a_table(tmp_path: Path) -> None:
    """A CSV of it would be refused next."""
    path = tmp_path / "liste.xlsx"
    xlsxwriter.Workbook(path).close()
    (said,) = refused(path)
    assert said.endswith("(XLSX). Gelesen wird hier: GV100AD.")


def test_file_without_a_body_of_hessen_is_refused(tmp_path: Path) -> None:
    assert refused(gv100ad(tmp_path)) == ["Diese Datei enthält keine hessische Gemeinde."]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("ags;name;stand\n", "Tabelle (CSV"),
        ("ags;name\n", "kein Satz"),
        ("7020261231\n", "kein Satz"),
        ("6020261331".ljust(220) + "\n", "kein Datum"),
        ("6020261124".ljust(220) + "\n", "liegt in der Zukunft"),
        ("6099991231".ljust(220) + "\n", "liegt in der Zukunft"),
        ("6000010101".ljust(220) + "\n", "kann nicht gemeint sein"),
    ],
)
def test_what_is_no_such_file_is_told_once(tmp_path: Path, first: str, said: str) -> None:
    path = tmp_path / "liste.txt"
    path.write_text(first * 3)
    (line,) = refused(path)
    assert said in line
    assert line.startswith("Zeile 1, ")


def test_bodies_are_ordered_as_in_a_german_directory_and_namesakes_by_key() -> None:
    def body(ags: str, name: str) -> BodyRecord:
        return BodyRecord(1, ags, "", name, Kind.TOWN, Decimal(1), 1, "")

    bodies = [body("3", "Zell"), body("2", "Öhringen"), body("1", "Zell"), body("4", "Ober")]
    assert [record.ags for record in sorted(bodies, key=by_name)] == ["4", "2", "1", "3"]


@pytest.mark.parametrize(
    ("day", "basis"),
    [
        (date(2021, 12, 31), PopulationBasis.CENSUS_2011),
        (date(2022, 1, 1), None),
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), PopulationBasis.CENSUS_2022),
    ],
)
def test_census_of_a_figure_is_told_by_its_year_where_there_is_one(
    day: date, basis: PopulationBasis | None
) -> None:
    assert _only_basis(day) == basis


def test_note_says_the_day_and_whether_it_was_given_or_found() -> None:
    counted = [
        Counted(date(2023, 12, 31), PopulationBasis.CENSUS_2011, is_told=told)
        for told in (True, False)
    ]
    given, found = (one.note for one in counted)
    assert "31.12.2023" in given
    assert "31.12.2023" in found
    assert ("wie angegeben" in given, "wiederholt" in found) == (True, True)
