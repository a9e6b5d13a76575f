"""The search knows every page by its name, and shows it to those whom the page lets in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.choices import Role
from portal.context_processors import ITEMS
from portal.search.known import PAGES
from tests.browser.pages import NO_PAGES, page_names
from tests.factories.accounts import UserFactory
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of

pytestmark = pytest.mark.django_db

# Where one comes on the way from another page, or before one is signed in.
NOT_LOOKED_FOR = {
    "account_change_password": "from the account",
    "portal:digest": "from the account",
    "portal:new_key": "from the keys",
    "portal:search": "the search itself",
}


def people() -> list[Client]:
    """Together they may open every page."""
    roles = (Role.OFFICER, Role.COORDINATOR, Role.AUDITOR)
    return [browser_of(), *(signed_in(UserFactory.create(roles=[role])) for role in roles)]


def urls(client: Client, text: str) -> set[str]:
    kinds = client.get("/suche/", {"q": text}).context["kinds"]
    return {hit.url for kind in kinds if str(kind.heading) == "Seiten" for hit in kind.rows}


def with_one_address() -> Iterator[str]:
    """The pages of the house without anything in their address."""
    for name in page_names() - NO_PAGES:
        is_ours = ":" in name or name == "api_root"
        try:
            reverse(name)
        except NoReverseMatch:
            continue
        if is_ours:
            yield name


def test_every_page_and_every_entry_of_the_menu_is_known() -> None:
    known = {page.view for page in PAGES}
    assert set(with_one_address()) - known == set(NOT_LOOKED_FOR) - {"account_change_password"}
    assert {name for name, _label, _rule in ITEMS} <= known


def test_page_is_found_by_its_name_by_those_who_may_open_it() -> None:
    clients = people()
    for page in PAGES:
        finders = []
        for client in clients:
            answer = client.get(page.url, follow=True)
            found = page.url in urls(client, str(page.title))
            if answer.status_code != 200:
                assert not found, (page.view, answer.status_code)
            elif found:
                finders.append(client)
        assert finders, page.view


def test_page_is_found_by_what_it_is_called_in_the_menu_and_by_its_words() -> None:
    officer = people()[1]
    for text, view in (
        ("karte", "portal:map"),
        ("fristen", "portal:deadlines"),
        ("frist", "portal:deadlines"),
        ("zuwendungen", "programs:case_list"),
        ("koordinierung", "progress:coordination"),
        ("blaupausen", "progress:reuse"),
        ("wirkung", "progress:effect"),
        ("ansichten", "portal:saved_views"),
        ("offene daten", "reports:open_data"),
        ("open data", "reports:open_data"),
        ("überblick", "portal:overview"),
        ("verwaltung", "admin:index"),
    ):
        assert reverse(view) in urls(officer, text), text
    assert reverse("programs:drafts") in urls(browser_of(), "anträge")
    assert reverse("admin:index") not in urls(browser_of(), "verwaltung")
