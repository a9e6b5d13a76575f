"""What was begun before an account is switched off, or its password is another, opens nothing."""

from __future__ import annotations

import re
from typing import Any

import pgtrigger
import pytest
from django.core import mail
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from tests.accounts.sign_in.test_second_factor import code_of, with_app
from tests.factories.accounts import PASSWORD, UserFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
NEW = "ein neues langes Passwort"


@pytest.fixture
def person() -> User:
    return UserFactory.create(username="clara", roles=[Role.COORDINATOR])


def switched(person: User, on: bool) -> None:
    """As two people leave it; the trigger moves the round of sessions."""
    with pgtrigger.ignore("accounts.User:identity_by_two_people"):
        User.objects.filter(pk=person.pk).update(is_active=on)


def asked_for_link(person: User) -> str:
    Client().post("/passwort-vergessen/", {"email": person.email})
    return str(re.findall(r"http://testserver(/\S+)", str(mail.outbox[-1].body))[0])


def sets_password(link: str) -> bool:
    client = Client()
    context = client.get(link, follow=True).context
    if context.get("token_fail") or "action_url" not in context:
        return False
    client.post(context["action_url"], {"password1": NEW, "password2": NEW})
    return True


def test_link_to_a_password_ends_with_the_account(person: User) -> None:
    link = asked_for_link(person)
    switched(person, on=False)
    assert not sets_password(link)
    switched(person, on=True)
    assert not sets_password(link)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def half_way(person: User) -> tuple[Client, str]:
    """A browser at the question for the second factor."""
    secret, client = with_app(person), Client()
    answer = client.post("/anmelden/", {"login": "clara", "password": PASSWORD})
    assert answer["Location"] == "/anmelden/zweiter-faktor/"
    return client, secret


def finished(client: Client, secret: str) -> bool:
    client.post("/anmelden/zweiter-faktor/", {"code": code_of(secret)})
    return client.get("/konto/anmeldungen/").status_code == 200


def test_half_a_sign_in_ends_with_the_account(person: User) -> None:
    client, secret = half_way(person)
    switched(person, on=False)
    assert not finished(client, secret)
    switched(person, on=True)
    assert not finished(client, secret)


def test_half_a_sign_in_ends_with_the_password(person: User) -> None:
    client, secret = half_way(person)
    person.set_password(NEW)
    person.save()
    assert not finished(client, secret)


def test_other_sessions_end_with_the_password(person: User) -> None:
    mine, other = signed_in(person), signed_in(person)
    typed: Any = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    mine.post("/konto/passwort/", typed)
    for browser in (mine, other):
        assert browser.get("/konto/anmeldungen/").status_code == 302
