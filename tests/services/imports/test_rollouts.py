"""Files of roll-outs: what they write, what they are refused for, and that they write it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from accounts.choices import Role
from core.imports.errors import FileRefused
from services.actions import RolloutChange
from services.choices import EventSource
from services.imports.rollouts import import_rollouts
from services.models import LeikaService, OnlineProcess, OzgService, RolloutEvent
from tests.generators.pvog import write_pvog
from tests.services.files import LEIKA, TOWN_ARS, entry, pvog, states
from tests.services.world import (
    CITY,
    DISTRICT,
    HANAU,
    HANAU_BEFORE,
    NOW,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

DAY = "22.11.2026"  # of NOW
CITY_ARS, DISTRICT_ARS = "064120000000", "064310000000"


def run(path: Path) -> tuple[int, int, int, list[str]]:
    report = import_rollouts(path, by=None, at=NOW)
    return report.read, report.written, report.unchanged, report.notes


def refused(path: Path) -> list[tuple[int, str, str]]:
    before = RolloutEvent.objects.count()
    with pytest.raises(FileRefused) as error:
        run(path)
    assert RolloutEvent.objects.count() == before
    return [(e.row, e.column, e.value) for e in error.value.errors]


# Open-PVOG


@pytest.mark.parametrize("separator", [",", ";"])
def test_pvog_row_is_listed_and_online_by_its_columns(tmp_path: Path, separator: str) -> None:
    path = pvog(
        tmp_path,
        {},
        {"leika_key": LEIKA["90002"], "online_status": "nicht ok"},
        {"ars": CITY_ARS, "leika_key": LEIKA["90003"], "aktiv": ""},
        {"ars": DISTRICT_ARS, "leika_key": LEIKA["90003"], "aktiv": "nein"},
        separator=separator,
    )
    assert run(path) == (4, 4, 0, [])
    assert states() == [
        (CITY, "90003", True, True, True),
        (DISTRICT, "90003", False, False, False),
        (TOWN, "90001", True, True, True),
        (TOWN, "90002", False, True, False),
    ]


def test_pvog_event_carries_day_and_source_of_the_file(tmp_path: Path) -> None:
    run(pvog(tmp_path, {}))
    event = RolloutEvent.objects.get()
    assert (event.valid_from, event.source) == (date(2026, 11, 1), EventSource.IMPORT)
    assert event.source_note == "Open-PVOG: pvog.csv"


def test_second_import_of_a_file_writes_nothing(tmp_path: Path) -> None:
    path = pvog(tmp_path, {}, {"leika_key": LEIKA["90002"], "online_status": "nicht ok"})
    assert run(path)[1:3] == (2, 0)
    assert run(path)[1:3] == (0, 2)


def test_bundle_is_online_if_one_of_its_services_is(tmp_path: Path) -> None:
    LeikaService.objects.create(leika_key="99900010000001", name="2", ozg_service_id="90001")
    path = pvog(tmp_path, {"online_status": "nicht ok"}, {"leika_key": "99900010000001"})
    assert run(path)[1:3] == (1, 0)
    assert states() == [(TOWN, "90001", True, True, True)]


def test_entry_that_disappears_ends_being_online(tmp_path: Path) -> None:
    record(live(TOWN, "90001", date(2026, 1, 1)))
    run(pvog(tmp_path, {"aktiv": "nein"}))
    assert states() == [(TOWN, "90001", True, False, False)]


def test_state_wide_entry_makes_no_municipality_online(tmp_path: Path) -> None:
    read, written, _unchanged, notes = run(
        pvog(tmp_path, {"ars": "060000000000", "art_flaechendeckung": "landesweit flächendeckend"})
    )
    assert (read, written, len(notes)) == (1, 0, 1)
    assert RolloutEvent.objects.count() == 0


def test_other_states_unknown_services_and_foreign_competence_are_told(tmp_path: Path) -> None:
    path = pvog(
        tmp_path,
        {"ars": "051170000000"},
        {"leika_key": "99999999999999"},
        {"leika_key": LEIKA["90003"]},
    )
    read, written, _unchanged, notes = run(path)
    assert (read, written, len(notes)) == (3, 0, 3)


def test_former_key_leads_to_the_successor(tmp_path: Path) -> None:
    run(pvog(tmp_path, {"ars": "064350014014"}, {"ars": "064350000014"}))
    assert [state[0] for state in states()] == [HANAU]
    assert not RolloutEvent.objects.filter(municipality_id=HANAU_BEFORE).exists()


def test_all_wrong_cells_are_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    path = pvog(
        tmp_path,
        {},
        {"leika_key": "123", "online_status": "vielleicht"},
        {"ars": "6431000001"},
        {"ars": "064319999999"},
        {"aktiv": "aus"},
        {"art_flaechendeckung": "überall"},
        {"datenstand_pvog_import": "31.02.2026"},
        {"datenstand_pvog_import": "2027-01-01"},
    )
    assert refused(path) == [
        (3, "leika_key", "123"),
        (3, "online_status", "vielleicht"),
        (4, "ars", "6431000001"),
        (5, "ars", "064319999999"),
        (6, "aktiv", "aus"),
        (7, "art_flaechendeckung", "überall"),
        (8, "datenstand_pvog_import", "31.02.2026"),
        (9, "datenstand_pvog_import", "2027-01-01"),
    ]


def test_thousand_errors_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    path = pvog(tmp_path, *({"aktiv": "aus"} for _number in range(1200)))
    with pytest.raises(FileRefused) as error:
        run(path)
    assert (len(error.value.errors), error.value.count) == (1, 1200)
    (line,) = error.value.lines
    assert line.startswith("Zeilen 2, 3, 4, 5, 6 … (1200 Zeilen), Spalte „aktiv“")


@pytest.mark.parametrize("cut", [0.3, 0.5, 0.77, 0.99])
def test_file_cut_off_in_the_middle_writes_nothing(tmp_path: Path, cut: float) -> None:
    path = tmp_path / "pvog.csv"
    write_pvog(path, [(TOWN_ARS, "Oberstadt")], [(LEIKA["90001"], "Hund", "90001")] * 40)
    content = path.read_bytes()
    end = int(len(content) * cut)
    if content[end - 1 : end] == b"\n":
        end -= 30
    path.write_bytes(content[:end])
    assert len(refused(path)) == 1


def test_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pvog.csv"
    path.write_text("leika_key,ars,online_status\n", encoding="utf-8")
    assert refused(path) == [(1, "aktiv", "")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leer.csv"),
        (b"\x00\x01\x02" * 100, "bild.csv"),
        (b"eine,andere,Datei\n1,2,3\n", "fremd.csv"),
        (b"leika_key,ars,online_status,aktiv\n" + b"x" * 3_000_000, "zeile.csv"),
        (b'leika_key,ars,online_status,aktiv\n"offen,1,ok,ja\n', "offen.csv"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert len(refused(path)) == 1


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert len(refused(tmp_path / "nichts.csv")) == 1


# The command


def test_command_writes_and_says_so(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_rollouts", str(pvog(tmp_path, {})), stdout=out)
    assert RolloutEvent.objects.count() == 1
    assert out.getvalue().splitlines()[-1].count("1") == 2


def test_dry_run_is_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = pvog(tmp_path, {}, {"leika_key": "99999999999999"})
    dry, real = StringIO(), StringIO()
    call_command("import_rollouts", str(path), dry_run=True, stdout=dry)
    assert RolloutEvent.objects.count() == 0
    call_command("import_rollouts", str(path), stdout=real)
    assert RolloutEvent.objects.count() == 1
    assert dry.getvalue().splitlines()[:-1] == real.getvalue().splitlines()[:-1]


def test_command_ends_with_one_and_names_every_cell(tmp_path: Path) -> None:
    path = pvog(tmp_path, {"aktiv": "aus"}, {"ars": "1"})
    with pytest.raises(CommandError) as error:
        call_command("import_rollouts", str(path))
    assert error.value.returncode == 1
    assert [word for word in ("aus", "aktiv", "„1“") if word not in str(error.value)] == []
    assert RolloutEvent.objects.count() == 0


def test_day_of_the_command_dates_a_file_without_one(tmp_path: Path) -> None:
    path = pvog(tmp_path, {"datenstand_pvog_import": ""})
    call_command("import_rollouts", str(path), day=date(2026, 3, 1), stdout=StringIO())
    assert RolloutEvent.objects.get().valid_from == date(2026, 3, 1)


# Usage lists


def usage(tmp_path: Path, *lines: str) -> Path:
    process = OnlineProcess.objects.create(code="hund", name="Hunde & Co.", kind="civento")
    process.services.set(OzgService.objects.filter(pk__in=["90001", "90002"]))
    path = tmp_path / "nutzung.csv"
    text = "\n".join(["AGS;Prozess;Status;Seit", *lines]) + "\n"
    path.write_text(text, encoding="cp1252")
    return path


def test_usage_list_sets_up_all_services_of_a_process_and_none_online(tmp_path: Path) -> None:
    path = usage(
        tmp_path, f"{TOWN};hund;eingebunden;01.03.2026", f"{VILLAGE};Hunde & Co.;registriert;"
    )
    assert run(path)[:3] == (2, 4, 0)
    rows = RolloutEvent.objects.values_list(
        "municipality_id", "service_id", "registered", "configured", "live", "process_id"
    )
    assert sorted(rows) == [
        (TOWN, "90001", True, True, False, "hund"),
        (TOWN, "90002", True, True, False, "hund"),
        (VILLAGE, "90001", True, False, False, "hund"),
        (VILLAGE, "90002", True, False, False, "hund"),
    ]
    assert run(path)[1] == 0


def test_usage_list_names_its_wrong_cells(tmp_path: Path) -> None:
    path = usage(tmp_path, "64310010;hund;eingebunden;", f"{TOWN};katze;offen;31.2.26")
    assert refused(path) == [
        (2, "ags", "64310010"),
        (3, "prozess", "katze"),
        (3, "status", "offen"),
        (3, "seit", "31.2.26"),
    ]


@pytest.mark.parametrize("states", ["ausgesetzt eingebunden", "eingebunden ausgesetzt"])
def test_order_of_the_lines_decides_nothing(tmp_path: Path, states: str) -> None:
    """Of one process two states are a contradiction; of two processes the furthest one holds."""
    first, second = states.split()
    path = usage(tmp_path, f"{TOWN};hund;{first};", f"{TOWN};Hunde & Co.;{second};{DAY}")
    assert refused(path) == [(3, "prozess", "Hunde & Co.")]
    other = OnlineProcess.objects.create(code="katze", name="Katzen", kind="civento")
    other.services.set(OzgService.objects.filter(pk="90001"))
    path.write_text(f"ags;prozess;status\n{TOWN};hund;{first}\n{TOWN};katze;{second}\n")
    run(path)
    found = {row.service_id: row for row in RolloutEvent.objects.filter(valid_to=None)}
    assert (found["90001"].configured, found["90001"].paused) == (True, False)
    assert found["90002"].paused is (first == "ausgesetzt")


# Our own table


def workbook(tmp_path: Path, *rows: list[object]) -> Path:
    path = tmp_path / "tabelle.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


HEAD: list[object] = ["Leistung", "Eingebunden", "Eingetragen", "Online", "Stand", "Bemerkung"]


def test_municipality_uploads_its_own_table(tmp_path: Path) -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    path = workbook(
        tmp_path,
        HEAD,
        [90001, "ja", "x", "ja", "01.03.2026", "neu"],
        ["90002", "nein", "", "", "", ""],
        ["90003", "", "", "", "", ""],
    )
    report = import_rollouts(path, by=editor, at=NOW, source=EventSource.SELF_REPORT, body=TOWN)
    assert (report.read, report.written, report.unchanged) == (3, 2, 0)
    assert states() == [
        (TOWN, "90001", True, True, True),
        (TOWN, "90002", False, False, False),
    ]
    event = RolloutEvent.objects.get(service_id="90001")
    assert (event.valid_from, event.source_note) == (date(2026, 3, 1), "neu")
    assert (event.recorded_by, event.source) == (editor, EventSource.SELF_REPORT)


def test_table_names_its_wrong_cells_by_the_row_of_the_program(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ["AGS", *HEAD],
        [TOWN, "99999", "ja", "", "", "", ""],
        [64310010, "90001", "vielleicht", "", "", "31.02.2026", ""],
        ["", "90001", "ja", "", "", "", ""],
    )
    assert refused(path) == [
        (2, "leistung", "99999"),
        (3, "ags", "64310010"),
        (3, "eingebunden", "vielleicht"),
        (3, "stand", "31.02.2026"),
        (4, "ags", ""),
    ]


def test_table_of_another_body_is_refused(tmp_path: Path) -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    path = workbook(tmp_path, ["AGS", *HEAD], [VILLAGE, "90001", "ja", "", "", "", ""])
    with pytest.raises(FileRefused) as error:
        import_rollouts(path, by=editor, at=NOW, source=EventSource.SELF_REPORT, body=TOWN)
    assert [(e.row, e.column, e.value) for e in error.value.errors] == [(2, "ags", VILLAGE)]


def test_own_report_of_a_foreign_service_is_an_error_and_no_note(tmp_path: Path) -> None:
    editor = make_user("editor", Role.MUNICIPALITY_EDITOR, TOWN)
    path = workbook(tmp_path, HEAD, ["90003", "ja", "", "", "", ""])
    with pytest.raises(FileRefused) as error:
        import_rollouts(path, by=editor, at=NOW, source=EventSource.SELF_REPORT, body=TOWN)
    assert [(e.row, e.column, e.value) for e in error.value.errors] == [(2, "leistung", "90003")]


@pytest.mark.parametrize("make", [lambda b: b[:-200], lambda b: b"PK\x03\x04" + b"x" * 500])
def test_broken_workbook_is_refused(tmp_path: Path, make: Callable[[bytes], bytes]) -> None:
    path = workbook(tmp_path, HEAD, ["90001", "ja", "", "", "", ""])
    path.write_bytes(make(path.read_bytes()))
    assert len(refused(path)) == 1


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["90001;nein;;", "90001;ja;;"], ["Zeile 3, Spalte „leistung“, „90001“: Zeile 2 sagt"]),
        (["90001;nein;;", f"90001;ja;;{DAY}"], ["Zeile 3, Spalte „leistung“, „90001“: Zeile 2"]),
        (["90001;nein;;", "90001;ja;;21.11.2026"], []),
        (["90001;nein;;", f"90001;nein;;{DAY}"], []),
        (["90001;nein;" + "x" * 201 + ";"], ["Zeile 2, Spalte „bemerkung“"]),
    ],
)
def test_table_says_one_thing_of_a_service_and_loses_no_word(
    tmp_path: Path, rows: list[str], told: list[str]
) -> None:
    path = tmp_path / "tabelle.csv"
    lines = ["ags;leistung;eingebunden;bemerkung;stand", *(f"{TOWN};{row}" for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    found: list[str] = []
    try:
        import_rollouts(path, by=None, at=NOW)
    except FileRefused as refusal:
        found = list(refusal.lines)
    assert [line.startswith(start) for line, start in zip(found, told, strict=True)] == [
        True for _line in told
    ]


def test_empty_cells_leave_things_as_they_are(tmp_path: Path) -> None:
    record(RolloutChange(TOWN, "90001", date(2026, 1, 1), registered=True, configured=True))
    path = workbook(tmp_path, ["AGS", *HEAD], [TOWN, "90001", "", "ja", "", "", ""])
    assert run(path)[1] == 1
    assert states() == [(TOWN, "90001", True, True, False)]


# What portals and spreadsheets make of it


@pytest.mark.parametrize("status", ["", "null", "NULL"])
def test_entry_without_a_status_is_listed_and_told(tmp_path: Path, status: str) -> None:
    report = import_rollouts(pvog(tmp_path, {"online_status": status}), by=None, at=NOW)
    assert [state[2:] for state in states()] == [(False, True, False)]
    assert report.notes[0].startswith("Zeilen ohne Online-Status")


def test_day_of_the_portal_may_have_a_time(tmp_path: Path) -> None:
    run(pvog(tmp_path, {"datenstand_pvog_import": "2026-11-01T03:00:00+01:00"}))
    assert RolloutEvent.objects.get().valid_from == date(2026, 11, 1)


def test_file_of_several_days_is_of_the_last_of_them(tmp_path: Path) -> None:
    days = {"90001": "2026-10-01", "90002": "2026-11-01", "90003": "2026-10-15"}
    run(pvog(tmp_path, *(entry(service=service, day=day) for service, day in days.items())))
    told = set(RolloutEvent.objects.values_list("valid_from", flat=True))
    assert told == {date(2026, 11, 1)}


def test_key_that_lost_its_zero_has_one_reading(tmp_path: Path) -> None:
    run(pvog(tmp_path, {"ars": TOWN_ARS[1:]}))
    assert [state[0] for state in states()] == [TOWN]
