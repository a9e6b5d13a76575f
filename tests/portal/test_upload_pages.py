"""The four pages that take files behave alike, whatever the file is called or holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.choices import Role
from tests.programs.desk import signed_in
from tests.services.world import TOWN, make_user

pytestmark = pytest.mark.usefixtures("world")

GRANTS = (Role.OFFICER, "/admin/programs/grant/einlesen/", "programm;aktenzeichen\nx;1\n")
HKR = (Role.BUDGET_OFFICER, "/admin/programs/hkrpayment/einlesen/", "kapitel;betrag\n1;2\n")
CATALOGUE = (Role.COORDINATOR, "/admin/services/ozgservice/einlesen/", "ozg_id;level\n1;2\n")
TABLE = (
    Role.MUNICIPALITY_EDITOR,
    f"/meine-kommune/{TOWN}/leistungen/tabelle/",
    "leistung;online\n90001;vielleicht\n",
)
PAGES = pytest.mark.parametrize(
    "page", [GRANTS, HKR, CATALOGUE, TABLE], ids=["grants", "hkr", "catalogue", "table"]
)
ROUGH_NAMES = pytest.mark.parametrize(
    "name", ["..", "x" * 300, 'a"b.csv', "a\r\nb.csv", "Förderung €.csv", "/", ""]
)


def send(page: tuple[Role, str, str], **more: str) -> tuple[Client, Any]:
    role, url, text = page
    bodies = [TOWN] if role == Role.MUNICIPALITY_EDITOR else []
    client = signed_in(make_user("someone", role, *bodies))
    file = SimpleUploadedFile("liste.csv", text.encode())
    return client, client.post(url, {"file": file, "day": "01.06.2026", **more})


@PAGES
@ROUGH_NAMES
@pytest.mark.parametrize("verb", ["_confirmed", "_marked"])
def test_second_click_takes_any_name(page: tuple[Role, str, str], name: str, verb: str) -> None:
    client, shown = send(page)
    sent = {verb: "1", "name": name, "content": shown.context["content"], "day": "01.06.2026"}
    response = client.post(page[1], sent)
    assert response.status_code == 200
    if verb == "_marked":
        disposition = response["Content-Disposition"]
        assert disposition.startswith("attachment; filename")
        assert "-fehler.xlsx" in disposition
        assert "\n" not in disposition


@PAGES
def test_forged_second_click_is_a_bad_request(page: tuple[Role, str, str]) -> None:
    client, _shown = send(page)
    for content in ("", "%", "QUJD" * 400_000):
        sent = {"_confirmed": "1", "name": "x", "content": content, "day": "01.06.2026"}
        assert client.post(page[1], sent).status_code == 400


@PAGES
@pytest.mark.parametrize("content", [b"\x00\x01", b"PK\x03\x04", b"<a/>", b"\xff\xfe"])
def test_first_click_takes_any_content(page: tuple[Role, str, str], content: bytes) -> None:
    role, url, _text = page
    bodies = [TOWN] if role == Role.MUNICIPALITY_EDITOR else []
    client = signed_in(make_user("someone", role, *bodies))
    file = SimpleUploadedFile("liste.xlsx", content)
    response = client.post(url, {"file": file, "day": "01.06.2026"})
    assert response.status_code == 200
    assert response.context["refused"]
