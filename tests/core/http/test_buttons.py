"""What stands behind a button leads back to the page of the button, also after a sign-in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.house.test_house import files_with

pytestmark = pytest.mark.django_db

MINE, DESK = "/berichte/meine/", f"/meine-kommune/{LAUTERBACH}/leistungen/"
# Each button of the house, and the page it stands on.
BUTTONS = {
    "/konto/ansichten/7/vergessen/": "/konto/ansichten/",
    "/konto/anmeldungen/andere/beenden/": "/konto/anmeldungen/",
    f"{MINE}7/abbrechen/": MINE,
    f"{MINE}7/wiederholen/": MINE,
    "/berichte/plan/7/beenden/": MINE,
    "/berichte/mittel/plan/?programm=ikz": "/berichte/mittel/?programm=ikz",
    "/berichte/landtagsanlage/drucksache/?anlage=bewilligungen": (
        "/berichte/landtagsanlage/?anlage=bewilligungen"
    ),
    f"{DESK}aendern/": DESK,
    f"{DESK}unveraendert/": DESK,
    "/admin/accounts/user/{pk}/passwort-link/": "/admin/accounts/user/{pk}/change/",
    "/admin/accounts/user/{pk}/namen/": "/admin/accounts/user/{pk}/change/",
    "/admin/accounts/user/{pk}/zweiter-faktor/": "/admin/accounts/user/{pk}/change/",
}


def everybody() -> User:
    """Somebody for whom every button is."""
    roles = [Role.OFFICER, Role.MUNICIPALITY_EDITOR, Role.SYSTEM_ADMINISTRATOR]
    return UserFactory.create(roles=roles, of=[LAUTERBACH])


def test_form_that_comes_too_late_leads_back_to_its_page() -> None:
    person = everybody()
    for button, page in BUTTONS.items():
        address, client = button.format(pk=person.pk), Client()
        to = client.post(address)["Location"]
        client.force_login(person)
        (back,) = parse_qs(urlsplit(to).query)["next"]
        answer = client.get(back)
        assert (back, answer["Location"]) == (address, page.format(pk=person.pk))
        assert client.get(answer["Location"]).status_code == 200, page


def test_no_view_answers_a_sign_in_with_an_empty_page() -> None:
    """Django's own decorators say 405, which nobody can read."""
    assert files_with("require_POST|require_http_methods") == set()
