"""Sign-in: one address per account, limits that hit the guesser alone, sessions that end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.house.test_house import views

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def person() -> User:
    return UserFactory.create(username="clara", roles=[Role.COORDINATOR])


def tries(password: str = PASSWORD, *, login: str = "clara", at: str = HERE) -> bool:
    """Whether a new browser at the address gets in."""
    return enters(Client(), password, login=login, at=at)


def enters(client: Client, password: str, *, login: str = "clara", at: str = HERE) -> bool:
    client.post("/anmelden/", {"login": login, "password": password}, REMOTE_ADDR=at)
    return "_auth_user_id" in client.session


def test_pages_of_allauth_are_these_and_no_others() -> None:
    """A mounted page is a road into accounts; whoever adds one says so here."""
    mounted = {
        re.sub(r"^\^|\(\?P<\w+>[^)]*\)|\$$", "", route)
        for route, view in views(get_resolver().url_patterns)
        if view.__module__.startswith("allauth")
    }
    assert mounted == {
        "anmelden/",
        "abmelden/",
        "konto/gesperrt/",
        "konto/bestaetigen/",
        "konto/passwort/",
        "anmelden/schluessel/",
        "anmelden/zweiter-faktor/",
        "konto/bestaetigen/code/",
        "konto/bestaetigen/schluessel/",
        "konto/zweiter-faktor/",
        "konto/zweiter-faktor/app/",
        "konto/zweiter-faktor/app/abschalten/",
        "konto/zweiter-faktor/notfallcodes/",
        "konto/zweiter-faktor/notfallcodes/neu/",
        "konto/zweiter-faktor/schluessel/",
        "konto/zweiter-faktor/schluessel/neu/",
        "konto/zweiter-faktor/schluessel/<int:pk>/",
        "konto/zweiter-faktor/schluessel/<int:pk>/entfernen/",
        "passwort-vergessen/",
        "passwort-vergessen/gesendet/",
        "passwort-vergessen/fertig/",
        "passwort-vergessen/-/",
    }


@pytest.mark.parametrize(
    "path",
    ["/konto/e-mail/", "/konto/e-mail/x/", "/konto/registrieren/", "/konto/passwort/setzen/"],
)
def test_self_service_of_addresses_is_not_there(person: User, path: str) -> None:
    client = Client()
    client.force_login(person)
    for answer in (client.get(path), client.post(path, {"email": "x@evil.example"})):
        assert answer.status_code == 404


def foreign_address(person: User) -> str:
    """An address in the table of allauth that is not the account's."""
    EmailAddress.objects.create(user=person, email="alt@evil.example", verified=True, primary=True)
    return "alt@evil.example"


def test_foreign_address_opens_nothing(person: User) -> None:
    address = foreign_address(person)
    assert tries(login=address) is False
    Client().post("/passwort-vergessen/", {"email": address})
    assert mail.outbox == []
    assert tries(login="CLARA@example.org") is True


def test_unknown_address_gets_no_mail() -> None:
    Client().post("/passwort-vergessen/", {"email": "fremd@example.org"})
    assert mail.outbox == []


def test_link_is_void_once_the_address_has_changed(person: User) -> None:
    Client().post("/passwort-vergessen/", {"email": person.email})
    (link,) = re.findall(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    User.objects.filter(pk=person.pk).update(password="!x")
    assert Client().get(link, follow=True).context["token_fail"] is True


def test_switched_off_account_is_answered_like_a_wrong_password(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    answers = [
        Client().post("/anmelden/", {"login": "clara", "password": password})
        for password in (PASSWORD, "falsch")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    texts = {str(answer.context["form"].errors) for answer in answers}
    assert len(texts) == 1


def test_guesser_is_locked_out_and_the_person_elsewhere_is_not(person: User) -> None:
    assert [tries(f"falsch{number}") for number in range(5)] == [False] * 5
    assert tries() is False
    assert tries(at=ELSEWHERE) is True


def test_fifth_try_still_counts(person: User) -> None:
    assert [tries(f"falsch{number}") for number in range(4)] == [False] * 4
    assert tries() is True


def test_user_name_and_address_count_together(person: User) -> None:
    for number in range(5):
        tries("falsch", login=("clara", "Clara@example.org")[number % 2])
    assert tries() is False


def test_guessing_from_many_addresses_is_limited_except_in_known_browsers(person: User) -> None:
    known = Client()
    assert enters(known, PASSWORD) is True
    known.logout()  # drops all cookies of the test client
    known.cookies["known"] = signed_in_cookie()
    for number in range(50):
        tries("falsch", at=f"198.51.100.{number}")
    assert tries(at=ELSEWHERE) is False
    assert enters(known, PASSWORD, at=ELSEWHERE) is True


def signed_in_cookie() -> str:
    client = Client()
    enters(client, PASSWORD)
    return client.cookies["known"].value


def test_known_browser_is_known_for_its_own_person_alone(person: User) -> None:
    UserFactory.create(username="berta")
    other = Client()
    assert enters(other, PASSWORD, login="berta") is True
    cookie = other.cookies["known"].value
    for number in range(50):
        tries("falsch", at=f"198.51.100.{number}")
    stranger = Client()
    stranger.cookies["known"] = cookie
    assert enters(stranger, PASSWORD, at=ELSEWHERE) is False


def is_in(client: Client) -> bool:
    return bool(client.get("/konto/passwort/").status_code == 200)


@pytest.mark.parametrize(("hours", "stays"), [(11.9, True), (12.1, False)])
def test_session_ends_twelve_hours_after_the_sign_in(
    person: User, hours: float, stays: bool
) -> None:
    client, start = Client(), timezone.now()
    client.force_login(person)
    assert is_in(client)
    step = timedelta(minutes=25)
    at = start
    while at + step < start + timedelta(hours=hours):
        at += step
        with time_machine.travel(at):
            client.get("/konto/passwort/")
    with time_machine.travel(start + timedelta(hours=hours)):
        assert is_in(client) is stays


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_session_ends_after_half_an_hour_without_a_click(
    person: User, minutes: int, stays: bool
) -> None:
    client, start = Client(), timezone.now()
    client.force_login(person)
    assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=minutes)):
        assert is_in(client) is stays


def test_session_of_a_switched_off_account_ends_for_good(person: User) -> None:
    client = Client()
    client.force_login(person)
    assert is_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert not is_in(client)
    person.role_assignments.all().delete()
    User.objects.filter(pk=person.pk).update(password="!x", last_login=None)
    User.objects.filter(pk=person.pk).update(is_active=True)
    User.objects.filter(pk=person.pk).update(password=person.password)
    assert not is_in(client)


def test_signed_in_answers_are_kept_nowhere(person: User) -> None:
    client = Client()
    client.force_login(person)
    for path in ("/", "/konto/passwort/", "/berichte/", "/gibt-es-nicht/", "/admin/"):
        assert client.get(path)["Cache-Control"] == "no-store", path


def test_answers_say_what_the_browser_may_do(person: User) -> None:
    answer: Any = Client().get("/anmelden/")
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
