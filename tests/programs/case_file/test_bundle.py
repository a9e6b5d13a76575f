"""The case file: whole, the same for the same data, verified without us, for those who may."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.choices import Role, SecurityKind
from accounts.models import SecurityEvent
from core.sending.versions import parts_of
from programs.case_file.bundle import case_file
from programs.models import BudgetLine, Grant
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.portal.cases import SHARES, decided
from tests.programs.desk import ikz_line, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(db: None) -> Grant:
    line: BudgetLine = ikz_line("250000.00")
    case = decided(line)
    case.documents.create(title="Beschluss", received_on=date(2026, 3, 2), dms_reference="E-1")
    return case


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def table(content: bytes, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(opened(content).read(f"vorgang/{name}.json"))["zeilen"]
    return rows


def test_same_data_give_the_same_bytes(grant: Grant) -> None:
    first = case_file(grant)
    assert case_file(Grant.objects.get(pk=grant.pk)) == first
    grant.documents.create(title="Nachtrag")
    assert case_file(grant) != first


def test_check_sums_are_right_and_cover_every_file(grant: Grant, tmp_path: Path) -> None:
    content = case_file(grant)
    archive = opened(content)
    archive.extractall(tmp_path)
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    listed = {line[66:] for line in archive.read("SHA256SUMS").decode().splitlines()}
    assert listed == set(archive.namelist()) - {"SHA256SUMS"}
    (tmp_path / "uebersicht.txt").write_text("anders")
    again = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=False)
    assert again.returncode != 0
    contents = {row["datei"]: row["sha256"] for row in json.loads(archive.read("inhalt.json"))}
    for name, digest in contents.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest


def test_file_holds_decision_shares_bookings_and_documents(grant: Grant) -> None:
    content = case_file(grant)
    (decision,) = table(content, "decision")
    assert (decision["amount_eur"], decision["notified_on"]) == ("100000.00", "2026-11-23")
    shares = {row["municipality"]: row["share_eur"] for row in table(content, "participation")}
    assert shares == {ags: str(eur) for ags, eur in SHARES.items()}
    booked = [row for row in table(content, "ledgerentry") if row["kind"].startswith("commitment")]
    assert sorted(row["amount_eur"] for row in booked) == sorted(map(str, SHARES.values()))
    assert [row["dms_reference"] for row in table(content, "document")] == ["E-1"]
    assert len(table(content, "stateday")) >= 1


def test_every_part_of_a_case_has_its_place(grant: Grant) -> None:
    names = set(opened(case_file(grant)).namelist())
    for model, way in parts_of(Grant):
        rows = model._base_manager.filter(**{way: grant.pk}).exists()
        assert (f"vorgang/{model._meta.model_name}.json" in names) == rows


def test_history_says_who_changed_what(grant: Grant) -> None:
    history = json.loads(opened(case_file(grant)).read("verlauf.json"))
    assert {"Zuwendung", "Bescheid"} & {line["was"] for line in history}
    days = [line["am"] for line in history]
    assert days == sorted(days)


def test_instruction_and_overview_are_plain_german(grant: Grant) -> None:
    archive = opened(case_file(grant))
    instruction = archive.read("ANLEITUNG.txt").decode()
    assert "sha256sum -c SHA256SUMS" in instruction
    assert "Entpacken" in instruction
    overview = archive.read("uebersicht.txt").decode()
    assert grant.file_reference in overview
    assert "100.000,00" in overview


def test_times_of_making_are_no_part_of_it(grant: Grant) -> None:
    entries = opened(case_file(grant)).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)


@pytest.mark.parametrize("role", list(Role))
def test_file_is_for_those_who_see_whole_cases(role: Role, grant: Grant) -> None:
    municipal = role in (Role.MUNICIPALITY_VIEWER, Role.MUNICIPALITY_EDITOR)
    user = UserFactory.create(roles=[role], of=[LAUTERBACH] if municipal else [])
    client = signed_in(user)
    response = client.get(f"/zuwendungen/{grant.pk}/akte/")
    may = user.has_perm("programs.see_all_money")
    assert response.status_code == (200 if may else 403)
    page = client.get(grant.get_absolute_url())
    assert (f"/zuwendungen/{grant.pk}/akte/" in page.content.decode()) == may
    if may:
        assert response.content == case_file(grant)
        assert response["Content-Type"] == "application/zip"
        assert SecurityEvent.objects.filter(kind=SecurityKind.DOWNLOAD, person=user).count() == 1


def test_unknown_case_has_no_file() -> None:
    assert signed_in(person(Role.AUDITOR)).get("/zuwendungen/999999/akte/").status_code == 404
    assert timezone.localdate() == date(2026, 11, 23)
