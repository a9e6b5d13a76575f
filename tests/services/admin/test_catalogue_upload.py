"""The catalogue from a file in the administration: shown first, written on the second click."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.choices import Role
from services.models import LeikaService
from tests.programs.desk import signed_in
from tests.services.world import make_user

pytestmark = pytest.mark.usefixtures("world")
PAGE = "/admin/services/ozgservice/einlesen/"
LEIKA = "Leistungsschlüssel;Leistungsbezeichnung;OZG-ID\n{key};Hundesteuer Anmeldung;{ozg}\n"
NEW_KEY = "99111222333444"


@pytest.fixture
def coordinator(world: None) -> Client:
    return signed_in(make_user("koordination", Role.COORDINATOR))


def show(client: Client, *, key: str = NEW_KEY, ozg: str = "90001") -> Any:
    """Send the LeiKa list as it comes: cp1252, separated by semicolons."""
    content = LEIKA.format(key=key, ozg=ozg).encode("cp1252")
    response = client.post(PAGE, {"file": SimpleUploadedFile("leika.csv", content)})
    assert response.status_code == 200
    return response.context


def test_preview_shows_each_change_and_writes_nothing(coordinator: Client) -> None:
    shown = show(coordinator)
    assert len(shown["differences"]) == 1
    assert "Hundesteuer Anmeldung" in str(shown["differences"])
    assert not LeikaService.objects.filter(pk=NEW_KEY).exists()


def test_second_click_takes_the_changes_over_and_a_third_changes_nothing(
    coordinator: Client,
) -> None:
    sent = {"_confirmed": "1", "name": "leika.csv", "content": show(coordinator)["content"]}
    response = coordinator.post(PAGE, sent, follow=True)
    assert "1 Zeile des Katalogs geändert." in response.content.decode()
    assert LeikaService.objects.get(pk=NEW_KEY).ozg_service_id == "90001"
    again = show(coordinator)
    assert (again["differences"], again["report"].written) == ([], 0)


def test_wrong_cells_are_named_and_nothing_is_written(coordinator: Client) -> None:
    before = LeikaService.objects.count()
    shown = show(coordinator, key="123", ozg="1")
    assert [error.row for error in shown["refused"]] == [2, 2]
    assert LeikaService.objects.count() == before


def test_only_who_edits_the_catalogue_may_import_it() -> None:
    for role in (Role.OFFICER, Role.AUDITOR):
        assert signed_in(make_user(role.value, role)).get(PAGE).status_code == 403


def test_broken_confirmation_is_refused(coordinator: Client) -> None:
    assert coordinator.post(PAGE, {"_confirmed": "1", "content": "%"}).status_code == 400
