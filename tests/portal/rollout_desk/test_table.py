"""Reporting by table: download what stands, fill it in, see what changes, take it over."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.choices import Role
from core.imports.sheet import read_rows
from services.actions import RolloutChange
from services.choices import EventSource
from services.models import RolloutEvent
from tests.portal.cases import cost
from tests.programs.desk import signed_in
from tests.services.world import SECOND_TOWN, TOWN, live, make_user, record

pytestmark = pytest.mark.usefixtures("world")

PAGE = f"/meine-kommune/{TOWN}/leistungen/tabelle/"
CSV, XLSX = f"{PAGE}csv/", f"{PAGE}xlsx/"
LAST_YEAR = date(2025, 3, 1)
HEAD = "leistung;registriert;eingebunden;online;stand;bemerkung\n"


def send(client: Client, text: str | bytes, name: str = "stand.csv", **more: Any) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, content)
    return client.post(PAGE, {"file": file, "day": "01.06.2026", **more})


def confirm(client: Client, page: Any, **more: Any) -> Any:
    """The second click, with what the preview carried along."""
    sent = {"name": page.context["name"], "content": page.context["content"], "day": "01.06.2026"}
    return client.post(PAGE, {"_confirmed": "1", **sent, **more})


def lines(client: Client) -> dict[str, dict[str, str]]:
    text = client.get(CSV).content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text.replace("\r\n", "\n")), delimiter=";")
    return {row["Leistung"]: {name.lower(): cell for name, cell in row.items()} for row in rows}


def test_download_has_the_present_state_and_leaves_unreported_empty(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True))
    found = lines(desk)
    assert set(found) == {"90001", "90002"}
    flags = ("zuständig", "registriert", "eingebunden", "online", "stand")
    assert [found["90001"][name] for name in flags] == ["ja", "ja", "nein", "nein", ""]
    assert [found["90002"][name] for name in flags] == [""] * 5


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_downloads_say_the_same(desk: Client, tmp_path: Path, ending: str) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True))
    response = desk.get(f"{PAGE}{ending}/")
    path = tmp_path / f"stand.{ending}"
    path.write_bytes(response.content)
    rows = list(csv.reader(io.StringIO(desk.get(CSV).content.decode("utf-8-sig")), delimiter=";"))
    assert read_rows(path) == rows
    assert f'filename="umsetzungsstand-{TOWN}-' in response["Content-Disposition"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_download_sent_back_changes_nothing(desk: Client, ending: str) -> None:
    record(
        live(TOWN, "90001", LAST_YEAR),
        RolloutChange(TOWN, "90002", LAST_YEAR, applicable=False),
        RolloutChange(TOWN, "90005", LAST_YEAR, registered=True),
    )
    content = desk.get(f"{PAGE}{ending}/").content
    page = send(desk, content, f"stand.{ending}")
    report = page.context["report"]
    assert (report.read, report.written, report.unchanged) == (2, 0, 2)
    assert page.context["effects"] == []


def test_workbooks_offer_yes_and_no_and_explain_their_columns(desk: Client) -> None:
    with zipfile.ZipFile(io.BytesIO(desk.get(XLSX).content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert '<dataValidation type="list"' in sheet
        assert 'sqref="D2:J3"' in sheet
        assert 'name="Erläuterung"' in archive.read("xl/workbook.xml").decode()
    with zipfile.ZipFile(io.BytesIO(desk.get(f"{PAGE}ods/").content)) as archive:
        content = archive.read("content.xml").decode()
        assert content.count('content-validation-name="yes-no"') == 2 * 7
        assert 'table:name="Erläuterung"' in content


def test_table_that_excel_took_the_zeros_from_is_understood(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True))
    text = desk.get(CSV).content.decode("utf-8-sig").replace(f"{TOWN};", f"{TOWN[1:]};")
    page = send(desk, text.encode("cp1252"))
    assert page.context["report"].read == 2
    page = send(desk, "AGS;Leistung;Online\n" + "99;90001;nein\n" * 74)
    (error,) = page.context["refused"]
    assert (error.column, len(error.rows), page.context["count"]) == ("ags", 74, 74)


def test_download_of_an_unknown_kind_is_not_found(desk: Client) -> None:
    assert desk.get(f"{PAGE}pdf/").status_code == 404


def test_table_is_shown_before_it_is_written(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, registered=True))
    page = send(desk, f"{HEAD}90001;;ja;;;\n90002;ja;;;01.05.2026;neu\n")
    shown = [(e.service.pk, e.before.value, e.event.state.value) for e in page.context["effects"]]
    assert shown == [
        ("90002", "not_reported", "registered"),
        ("90001", "registered", "configured"),
    ]
    assert RolloutEvent.objects.count() == 1
    assert confirm(desk, page)["Location"] == PAGE.removesuffix("tabelle/")
    events = RolloutEvent.objects.current().order_by("service_id")
    assert [(e.service_id, e.valid_from, e.source, e.source_note) for e in events] == [
        ("90001", date(2026, 6, 1), EventSource.SELF_REPORT, "Tabelle: stand.csv"),
        ("90002", date(2026, 5, 1), EventSource.SELF_REPORT, "neu"),
    ]


def test_errors_are_named_by_row_and_column_of_the_file(desk: Client) -> None:
    page = send(desk, f"{HEAD}90001;vielleicht;;;;\n99999;ja;;;;\n")
    assert [(e.row, e.column, e.value) for e in page.context["refused"]] == [
        (2, "registriert", "vielleicht"),
        (3, "leistung", "99999"),
    ]
    page = send(desk, f"{HEAD}90001;;;ja;;\n90003;ja;;;;\n")
    assert [(e.row, e.column, e.value) for e in page.context["refused"]] == [
        (2, "online", "ja"),
        (3, "leistung", "90003"),
    ]
    page = send(desk, f"{HEAD}90001;;;ja;;\n")
    assert [(e.row, e.column) for e in page.context["refused"]] == [(2, "online")]
    assert not RolloutEvent.objects.exists()


def test_refused_table_comes_back_with_its_wrong_cells_marked(desk: Client, tmp_path: Path) -> None:
    page = send(desk, f"{HEAD}90001;vielleicht;;;;\n90002;ja;;;;\n")
    sent = {"name": "stand.csv", "content": page.context["content"], "day": "01.06.2026"}
    path = tmp_path / "fehler.xlsx"
    path.write_bytes(desk.post(PAGE, {"_marked": "1", **sent}).content)
    rows = read_rows(path)
    assert rows[1][:2] == ["90001", "vielleicht"]
    assert "ja oder nein" in rows[1][-1]
    assert rows[2][-1] == ""


def test_table_that_became_wrong_in_between_writes_nothing(desk: Client) -> None:
    record(RolloutChange(TOWN, "90001", LAST_YEAR, configured=True, listed=True))
    page = send(desk, f"{HEAD}90001;;;ja;;\n")
    assert len(page.context["effects"]) == 1
    record(RolloutChange(TOWN, "90001", date(2026, 2, 1), listed=False))
    again = confirm(desk, page)
    assert [(e.row, e.column) for e in again.context["refused"]] == [(2, "online")]
    assert not RolloutEvent.objects.filter(live=True).exists()


@pytest.mark.parametrize(
    "content",
    [
        "leika_key;ars;online_status;aktiv\n",
        "ags;prozess;status\n06431001;1;live\n",
        '<?xml version="1.0"?><xzufi:transfer xmlns:xzufi="http://xoev.de/schemata/xzufi/2_2_0"/>',
        "kein;bekannter;kopf\n1;2;3\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04 no workbook",
    ],
)
def test_other_files_are_refused(desk: Client, content: str | bytes) -> None:
    assert send(desk, content).context["refused"]


def test_table_of_another_body_is_refused(desk: Client) -> None:
    page = send(desk, f"ags;leistung;online\n{SECOND_TOWN};90001;ja\n")
    assert [(e.row, e.column) for e in page.context["refused"]] == [(2, "ags")]


def test_empty_missing_and_large_files_are_explained(desk: Client) -> None:
    assert list(send(desk, "").context["form"].errors) == ["file"]
    assert list(desk.post(PAGE, {"day": "01.06.2026"}).context["form"].errors) == ["file"]
    assert list(send(desk, b"x" * (1024**2 + 1)).context["form"].errors) == ["file"]


def test_long_file_name_fits_the_note(desk: Client) -> None:
    page = send(desk, f"{HEAD}90001;ja;;;;\n", "\N{MOUNTAIN}" * 200 + ".csv")
    assert confirm(desk, page).status_code == 302
    assert len(RolloutEvent.objects.get().source_note) <= 200


@pytest.mark.parametrize("more", [{"content": "###"}, {"content": ""}, {"day": "x"}])
def test_tampered_second_click_is_refused(desk: Client, more: dict[str, str]) -> None:
    page = send(desk, f"{HEAD}90001;ja;;;;\n")
    assert confirm(desk, page, **more).status_code == 400
    assert not RolloutEvent.objects.exists()


def test_name_that_is_no_file_is_replaced(desk: Client) -> None:
    page = send(desk, f"{HEAD}90001;ja;;;;\n")
    assert confirm(desk, page, name="../..").status_code == 302
    assert RolloutEvent.objects.get().source_note == "Tabelle: datei"


def test_coordinator_gives_a_reason_that_every_event_keeps() -> None:
    coordinator = signed_in(make_user("coordinator", Role.COORDINATOR))
    table = f"{HEAD}90001;ja;;;;\n"
    assert list(send(coordinator, table).context["form"].errors) == ["reason"]
    page = send(coordinator, table, reason="laut Anruf")
    assert confirm(coordinator, page).status_code == 400
    assert confirm(coordinator, page, reason="laut Anruf").status_code == 302
    event = RolloutEvent.objects.get()
    assert (event.source, event.source_note) == (EventSource.MINISTRY, "laut Anruf")


def test_viewer_downloads_and_sends_nothing() -> None:
    viewer = signed_in(make_user("viewer", Role.MUNICIPALITY_VIEWER, TOWN))
    assert viewer.get(PAGE).context["form"] is None
    assert viewer.get(CSV).status_code == 200
    assert send(viewer, f"{HEAD}90001;ja;;;;\n").status_code == 403


@pytest.mark.parametrize("path", [PAGE, CSV, XLSX])
def test_other_bodies_do_not_find_it_and_strangers_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/anmelden/?next=")
    foreign = signed_in(make_user("foreign", Role.MUNICIPALITY_EDITOR, SECOND_TOWN))
    assert foreign.get(path).status_code == 404


def test_download_costs_the_same_queries_for_one_and_two_reports(desk: Client) -> None:
    counts = []
    for ozg_id in ("90001", "90002"):
        record(RolloutChange(TOWN, ozg_id, LAST_YEAR, registered=True))
        counts.append(cost(desk, CSV))
    assert counts[0] == counts[1]
