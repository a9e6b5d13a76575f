"""“Where I am signed in”: one's own sessions, and nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import SecurityKind
from accounts.models import SecurityEvent, Session, User
from accounts.sessions import mark_of, own_sessions
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/konto/anmeldungen/"
OTHERS = PAGE + "andere/beenden/"


@pytest.fixture
def person() -> User:
    return UserFactory.create(username="clara")


def browser(login: str = "clara", agent: str = "Firefox/145.0 (Windows NT 10.0)") -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/anmelden/", {"login": login, "password": PASSWORD})
    return client


def end_of(client: Client) -> str:
    return f"{PAGE}{mark_of(client.session.session_key or '')}/beenden/"


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_page_lists_ones_own_sessions_with_device_and_network(person: User) -> None:
    UserFactory.create(username="otto")
    browser("otto", "Chrome/142 (Linux)")
    browser(agent="curl/8")
    page = browser().get(PAGE).content.decode()
    assert "Firefox, Windows" in page
    assert "unbekanntes Gerät" in page
    assert "127.0.0.0/24" in page
    assert "Chrome, Linux" not in page
    assert page.count("diese hier") == 1


def test_page_tells_no_key_that_opens_a_session(person: User) -> None:
    client = browser()
    browser()
    page = client.get(PAGE).content.decode()
    assert [key for key in Session.objects.values_list("pk", flat=True) if key in page] == []


def test_one_session_is_ended_at_once(person: User) -> None:
    mine, lost, third = browser(), browser(), browser()
    assert "Firefox, Windows" in mine.get(end_of(lost)).content.decode()
    answer = mine.post(end_of(lost), follow=True)
    assert "Dieses Gerät ist abgemeldet." in answer.content.decode()
    assert [is_in(client) for client in (mine, lost, third)] == [True, False, True]


def test_all_others_are_ended_and_the_log_says_so(person: User) -> None:
    mine, lost, third = browser(), browser(), browser()
    answer = mine.post(OTHERS, follow=True)
    assert "2 andere Geräte sind abgemeldet." in answer.content.decode()
    assert [is_in(client) for client in (mine, lost, third)] == [True, False, False]
    line = SecurityEvent.objects.filter(kind=SecurityKind.SIGNED_OUT).get()
    assert (line.person, line.what) == (person, f"{OTHERS} 2")


def test_alone_there_is_nothing_to_end(person: User) -> None:
    client = browser()
    assert OTHERS not in client.get(PAGE).content.decode()
    browser()
    assert OTHERS in client.get(PAGE).content.decode()


def test_session_of_another_person_is_not_found_and_stays(person: User) -> None:
    UserFactory.create(username="otto")
    mine, foreign = browser(), browser("otto")
    assert mine.get(end_of(foreign)).status_code == 404
    mine.post(end_of(foreign))
    mine.post(OTHERS)
    assert is_in(foreign)
    assert not SecurityEvent.objects.filter(what__contains="beenden").exclude(person=person)


def test_session_that_ended_meanwhile_may_be_ended_again(person: User) -> None:
    mine, lost = browser(), browser()
    end = end_of(lost)
    assert [mine.post(end).status_code for _time in range(2)] == [302, 302]
    assert mine.get(end).status_code == 404


def test_all_others_are_ended_by_a_form_alone(person: User) -> None:
    mine, other = browser(), browser()
    assert mine.get(OTHERS)["Location"] == PAGE
    assert is_in(other)


@pytest.mark.parametrize("address", [PAGE, OTHERS, PAGE + "0/beenden/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_stranger_is_sent_to_the_sign_in(client: Client, method: str, address: str) -> None:
    answer = client.generic(method, address)
    assert answer["Location"] == f"/anmelden/?next={address}"


def test_sessions_that_open_nothing_any_more_are_not_shown(person: User) -> None:
    browser()
    assert len(own_sessions(person, this=None)) == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert own_sessions(person, this=None) == []
    person.set_password("ganz-anders-und-lang-7")
    person.save()
    assert own_sessions(person, this=None) == []


def test_last_use_is_the_last_click(person: User) -> None:
    client = browser()
    client.get(PAGE)
    later = timezone.now() + timedelta(minutes=20)
    with time_machine.travel(later, tick=False):
        client.get(PAGE)
        (session,) = own_sessions(person, this=client.session.session_key)
    assert session.used_at == later
    assert session.since is not None
    assert session.since < later
    assert session.is_this


def test_page_costs_the_same_queries_for_one_and_three_sessions(person: User) -> None:
    client, counts = browser(), []
    for _more in range(2):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert len(re.findall("Firefox, Windows", client.get(PAGE).content.decode())) > 0
        counts.append(len(caught))
        browser()
        browser()
    assert counts[0] == counts[1]
