"""Saved views: kept by a name, opened again, forgotten, and nobody else's."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.models import SavedView, User
from portal.saved_views import MOST_VIEWS, is_page
from tests.core.facts import Elsewhere, held_up, wait_until_waiting
from tests.factories.accounts import UserFactory
from tests.forms import of_answer, opened
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in

PAGE = "/konto/ansichten/"
LIST = "/kommunen/?district=06535&sort=-name"


@pytest.mark.parametrize(
    ("address", "leads_to_a_page"),
    [
        (LIST, True),
        ("/", True),
        ("/berichte/fortschritt/?stand=2026-01-01", True),
        ("/admin/", False),
        ("/nirgends/", False),
        ("//anderswo.example/kommunen/", False),
        ("https://anderswo.example/kommunen/", False),
        ("kommunen/", False),
        ("", False),
    ],
)
def test_views_lead_to_pages_of_the_house_alone(address: str, leads_to_a_page: bool) -> None:
    assert is_page(address) is leads_to_a_page


@pytest.mark.django_db
def test_a_filtered_list_is_saved_opened_and_forgotten() -> None:
    person = UserFactory.create(roles=[Role.COORDINATOR])
    browser = signed_in(person)
    offer = f"{PAGE}?adresse={quote(LIST, safe='')}"
    assert offer.replace("&", "&amp;") in browser.get(LIST).content.decode()
    assert "Diese Ansicht speichern" not in text_of(browser, "/kommunen/")
    answer = opened(browser, offer).send(name="Vogelsberg von hinten")
    assert answer["Location"] == LIST
    assert "Vogelsberg von hinten" in text_of(browser, PAGE)
    again = opened(browser, offer).send(name="Vogelsberg von hinten")
    assert "Sie haben schon eine Ansicht mit diesem Namen." in again.content.decode()
    view = SavedView.objects.get()
    stranger = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    assert "Vogelsberg" not in text_of(stranger, PAGE)
    assert stranger.post(f"{PAGE}{view.pk}/vergessen/").status_code in (403, 404)
    forget = f"{PAGE}{view.pk}/vergessen/"
    of_answer(browser, forget, browser.get(PAGE)).send()
    assert not SavedView.objects.exists()


@pytest.mark.django_db
def test_address_of_elsewhere_is_refused_by_page_and_database() -> None:
    person = UserFactory.create(roles=[Role.COORDINATOR])
    form = opened(signed_in(person), f"{PAGE}?adresse={quote(LIST)}")
    answer = form.send(name="Falle", address="//anderswo.example/")
    assert "Diese Adresse ist keine Seite dieser Anwendung." in answer.content.decode()
    for address in ("//anderswo.example/", "/\\anderswo.example/", "https://anderswo.example/"):
        with pytest.raises(IntegrityError, match="saved_view_stays"), transaction.atomic():
            SavedView.objects.create(person=person, name="Falle", address=address)


@pytest.mark.django_db
def test_number_of_views_has_an_end() -> None:
    person = UserFactory.create(roles=[Role.COORDINATOR])
    SavedView.objects.bulk_create(
        SavedView(person=person, name=f"Ansicht {number}", address="/kommunen/")
        for number in range(MOST_VIEWS - 1)
    )
    browser = signed_in(person)
    last = opened(browser, f"{PAGE}?adresse=/kommunen/").send(name="Die letzte")
    assert last["Location"] == "/kommunen/"
    refused = opened(browser, f"{PAGE}?adresse=/kommunen/").send(name="Eine zu viel")
    assert f"Sie haben {MOST_VIEWS} Ansichten." in refused.content.decode()


def at_one_instant(person: User, *names: str) -> list[Any]:
    """The answers to two tabs that have both been read before one of them writes."""
    tabs = [opened(signed_in(person), f"{PAGE}?adresse=/kommunen/") for _name in names]
    with held_up("INSERT", "accounts_savedview"):
        sent = [Elsewhere(partial(t.send, name=n)) for t, n in zip(tabs, names, strict=True)]
        wait_until_waiting(2)
    return sorted((tab.done() for tab in sent), key=lambda answer: answer.status_code)


def test_two_tabs_at_one_instant_are_answered_like_one_after_the_other(committed_db: str) -> None:
    person = UserFactory.create(roles=[Role.COORDINATOR])
    refused, kept = at_one_instant(person, "Zweimal", "Zweimal")
    assert (refused.status_code, kept.status_code) == (200, 302)
    assert "Sie haben schon eine Ansicht mit diesem Namen." in refused.content.decode()
    SavedView.objects.bulk_create(
        SavedView(person=person, name=f"Ansicht {number}", address="/kommunen/")
        for number in range(MOST_VIEWS - 2)
    )
    refused, kept = at_one_instant(person, "Die letzte", "Eine zu viel")
    assert (refused.status_code, kept.status_code) == (200, 302)
    assert f"Sie haben {MOST_VIEWS} Ansichten." in refused.content.decode()
    assert SavedView.objects.count() == MOST_VIEWS


@pytest.mark.django_db
def test_page_costs_the_same_queries_for_one_and_three_views() -> None:
    person = UserFactory.create(roles=[Role.COORDINATOR])
    browser = signed_in(person)
    costs = []
    for number in range(3):
        SavedView.objects.create(person=person, name=f"Ansicht {number}", address="/kommunen/")
        costs.append(cost(browser, PAGE))
    assert costs[0] == costs[2]
