"""The main navigation: what each person is offered, and under what the open page stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.choices import Role
from portal.context_processors import NavItem, navigation
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH

pytestmark = pytest.mark.django_db


def items(user: Any, path: str = "/") -> list[NavItem]:
    request = RequestFactory().get(path)
    request.user = user
    return list(navigation(request)["nav_items"])


def current(user: Any, path: str) -> list[str]:
    return [item.url for item in items(user, path) if item.is_current]


STATE = ["/", "/fortschritt/", "/foerderprogramme/", "/kommunen/", "/karte/", "/berichte/"]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.OFFICER, [*STATE, "/admin/"]),
        (Role.AUDITOR, [*STATE, "/admin/"]),
        (Role.SYSTEM_ADMINISTRATOR, ["/admin/"]),
        (
            Role.MUNICIPALITY_VIEWER,
            ["/meine-kommune/", "/fortschritt/", "/foerderprogramme/", "/kommunen/", "/karte/"],
        ),
    ],
)
def test_each_role_is_offered_what_it_may_open(role: Role, offered: list[str]) -> None:
    found = [item.url for item in items(UserFactory.create(roles=[role], of=[LAUTERBACH]))]
    assert [url for url in found if url in offered] == offered
    assert set(found) - set(offered) <= {"/berichte/"}


def test_strangers_are_offered_nothing() -> None:
    assert items(AnonymousUser()) == []
    assert list(navigation(RequestFactory().get("/"))["nav_items"]) == []


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", ["/"]),
        ("/fortschritt/verlauf/", ["/fortschritt/"]),
        ("/leistungen/10160/", ["/fortschritt/"]),
        ("/zuwendungen/7/", ["/foerderprogramme/"]),
        ("/eingaenge/", ["/foerderprogramme/"]),
        ("/kommunen/06535011/", ["/kommunen/"]),
        ("/admin/programs/grant/", ["/admin/"]),
        ("/hilfe/", []),
    ],
)
def test_page_stands_under_the_longest_way_to_it(path: str, place: list[str]) -> None:
    assert current(UserFactory.create(roles=[Role.OFFICER]), path) == place


def test_own_body_is_my_municipality_and_another_one_is_among_the_municipalities() -> None:
    person = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    assert current(person, f"/kommunen/{LAUTERBACH}/") == ["/meine-kommune/"]
    assert current(person, f"/kommunen/{LAUTERBACH}/leistungen/") == ["/meine-kommune/"]
    assert current(person, f"/kommunen/{ALSFELD}/") == ["/kommunen/"]
    assert current(person, "/kommunen/") == ["/kommunen/"]
    assert current(person, "/antraege/7/") == ["/meine-kommune/"]
