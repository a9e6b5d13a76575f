"""The catalogue from files: every change is told before it applies, and applies once."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.database.text_keys import search_key
from core.imports.errors import FileRefused
from services.imports.catalogue import import_catalogue
from services.models import Catalogue, Competence, LeikaService, OzgService

pytestmark = pytest.mark.usefixtures("world", "untranslated")

DOG, BIRTH = "99900010000000", "99900020000000"
LEIKA_HEAD = "Leistungsschlüssel;Leistungsbezeichnung;Typisierung;OZG-ID"


def write(tmp_path: Path, *lines: str, encoding: str = "cp1252") -> Path:
    path = tmp_path / "datei.csv"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def refused(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(FileRefused) as error:
        import_catalogue(path)
    return [(e.row, e.column, e.value) for e in error.value.errors]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_leika_list_adds_renames_and_keeps_what_it_does_not_name(
    tmp_path: Path, encoding: str
) -> None:
    path = write(
        tmp_path,
        LEIKA_HEAD,
        f"{DOG};Hundesteuer Ermäßigung;;90001",
        f"{BIRTH};Geburtsurkunde;2/3;90002",
        "99123456789012;„Neue“ Leistung – größer;5;",
        encoding=encoding,
    )
    report = import_catalogue(path)
    assert report.differences == [
        f"{DOG}: name: Hundesteuer → Hundesteuer Ermäßigung",
        "New: 99123456789012 „Neue“ Leistung – größer",
    ]
    assert (report.read, report.written, report.unchanged) == (3, 2, 1)
    assert len(report.notes) == 1
    renamed = LeikaService.objects.get(pk=DOG)
    assert (renamed.search_name, renamed.leika_type) == (search_key(renamed.name), "2/3")
    assert LeikaService.objects.count() == 6
    again = import_catalogue(path)
    assert (again.written, again.differences) == (0, [])


def test_wrong_cells_of_a_leika_list_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        LEIKA_HEAD,
        f"{DOG};Anders;5;90001",
        "12;Kurz;5;",
        f"{DOG};Doppelt;5;",
        "99123456789012;;5;4711",
    )
    assert refused(path) == [
        (3, "leistungsschlüssel", "12"),
        (4, "leistungsschlüssel", DOG),
        (5, "leistungsbezeichnung", ""),
        (5, "ozg-id", "4711"),
    ]
    assert LeikaService.objects.get(pk=DOG).name == "Hundesteuer"


def test_services_join_a_new_version_of_the_catalogue(tmp_path: Path) -> None:
    Catalogue.objects.create(code="2026", name="2026", as_of=date(2026, 1, 1), source="Test")
    path = write(
        tmp_path,
        "ozg_id,name,theme_field,situation",
        "90001,Hundesteuer,familie,familie-lage",
        "90007,Wohngeld,reisen,reisen-lage",
        encoding="utf-8",
    )
    report = import_catalogue(path, catalogue="2026")
    assert report.differences == [
        "90001 joins 2026",
        "90007: name: – → Wohngeld; theme field: – → reisen; situation: – → reisen-lage",
        "90007 joins 2026",
    ]
    members = Catalogue.objects.get(pk="2026").ozgservice_set.values_list("pk", flat=True)
    assert sorted(members) == ["90001", "90007"]
    assert import_catalogue(path, catalogue="2026").written == 0
    assert OzgService.objects.filter(catalogues="2019").count() == 5


def test_unknown_version_field_and_situation_are_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path, "ozg_id,name,theme_field,situation", "90001,Hund,wald,", encoding="utf-8"
    )
    assert refused(path) == [(2, "situation", ""), (2, "theme_field", "wald")]
    with pytest.raises(FileRefused):
        import_catalogue(path, catalogue="1999")


def test_competence_changes_from_its_day_and_the_past_keeps_the_old_one(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "ozg_id,level,valid_from,basis",
        "90001,district,01.01.2027,Gesetz",
        "90005,municipality,,Erlass",
        encoding="utf-8",
    )
    report = import_catalogue(path)
    assert (report.written, len(report.differences)) == (2, 2)
    rows = Competence.objects.filter(service__in=["90001", "90005"]).order_by(
        "service", "valid_from"
    )
    assert set(rows.values_list("service_id", "level", "valid_from", "valid_to")) == {
        ("90001", "municipality", None, date(2027, 1, 1)),
        ("90001", "district", date(2027, 1, 1), None),
        ("90005", "municipality", None, None),
    }
    assert import_catalogue(path).written == 0


def test_wrong_competences_are_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path, "ozg_id,level,basis", "4711,district,X", "90001,bund,X", encoding="utf-8"
    )
    assert refused(path) == [(2, "ozg_id", "4711"), (3, "level", "bund")]


@pytest.mark.parametrize(
    ("head", "row", "column"),
    [
        ("OZG-ID;Bezeichnung;Themenfeld;Lage", "90 07;Neu;familie;familie-lage", "ozg-id"),
        ("OZG-ID;Bezeichnung;Themenfeld;Lage", "9/..;Neu;familie;familie-lage", "ozg-id"),
        ("OZG-ID;Bezeichnung;Themenfeld;Lage", f"9{'0' * 10};Neu;familie;familie-lage", "ozg-id"),
        (
            "OZG-ID;Bezeichnung;Themenfeld;Lage",
            f"90007;{'x' * 301};familie;familie-lage",
            "bezeichnung",
        ),
        ("OZG-ID;Ebene;Grundlage", f"90001;district;{'x' * 201}", "grundlage"),
        (LEIKA_HEAD, f"{DOG};Hundesteuer;{'9' * 21};90001", "typisierung"),
    ],
)
def test_cell_that_no_column_takes_is_told_by_the_command(
    tmp_path: Path, head: str, row: str, column: str
) -> None:
    path = write(tmp_path, head, row)
    with pytest.raises(CommandError, match=f"Row 2, column “{column}”"):
        call_command("import_services", path)


def test_preview_of_the_command_shows_changes_and_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, LEIKA_HEAD, f"{DOG};Anders;2/3;90001")
    out = StringIO()
    call_command("import_services", str(path), dry_run=True, stdout=out)
    assert out.getvalue().splitlines()[0] == f"{DOG}: name: Hundesteuer → Anders"
    assert LeikaService.objects.get(pk=DOG).name == "Hundesteuer"
    call_command("import_services", str(path), stdout=out)
    assert LeikaService.objects.get(pk=DOG).name == "Anders"


def test_foreign_file_ends_with_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        call_command("import_services", str(write(tmp_path, "a;b", "1;2")))
    assert error.value.returncode == 1
