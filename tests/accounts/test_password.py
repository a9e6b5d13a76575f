"""A forgotten password is set anew by mail, a known one is changed; both end at the sign-in."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "ein neues langes Passwort"
TYPED_TWICE = {"password1": NEW, "password2": NEW}
REQUEST, CHANGE = "/passwort-vergessen/", "/konto/passwort/"
DU = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?\w*)\b")


@pytest.fixture
def person() -> User:
    return UserFactory.create(username="clara", roles=[Role.COORDINATOR])


def signs_in(password: str) -> bool:
    """Whether a new browser gets in with the password."""
    client = Client()
    client.post("/anmelden/", {"login": "clara", "password": password})
    return "_auth_user_id" in client.session


def mail_for(email: str) -> str:
    """The text of the only mail, after its receiver asked for a new password."""
    response = Client().post(REQUEST, {"email": email}, follow=True)
    assert response.redirect_chain == [(reverse("account_reset_password_done"), 302)]
    (sent,) = mail.outbox
    assert sent.to == [email]
    assert sent.subject.startswith("OZG Hessen: ")
    return str(sent.body)


def form_of(client: Client, link: str) -> str:
    """Where the form behind a link in a mail is sent to; "" where the link is not valid."""
    context = client.get(link, follow=True).context
    return "" if context.get("token_fail") else str(context["action_url"])


@pytest.mark.parametrize("before", [PASSWORD, None], ids=["forgotten", "new-account"])
def test_password_is_set_by_the_link_in_the_mail_once(person: User, before: str | None) -> None:
    person.set_password(before)
    person.save()
    text, client = mail_for(person.email), Client()
    (link,) = re.findall(r"http://testserver(/\S+)", text)
    assert (
        client.post(form_of(client, link), {"password1": "kurz", "password2": "kurz"})
        .context["form"]
        .has_error("password1")
    )
    answer = client.post(form_of(client, link), TYPED_TWICE, follow=True)
    assert answer.redirect_chain == [(reverse("account_reset_password_from_key_done"), 302)]
    assert (signs_in(PASSWORD), signs_in(NEW)) == (False, True)
    assert form_of(Client(), link) == ""
    assert DU.findall(text) == []
    assert "clara" in text


def test_unknown_address_gets_the_same_answer_and_no_mail(person: User) -> None:
    answers = [
        Client().post(REQUEST, {"email": email}, follow=True)
        for email in (person.email, "fremd@example.org")
    ]
    assert len({answer.content for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [[person.email]]


@pytest.mark.parametrize(
    ("typed", "opens"),
    [
        ("Clara@MITTE.Example", True),
        ("clara@mıtte.example", False),
        ("clara@mitte.example.", False),
        ("clara@mitte.example,andere@example.org", False),
        ("clara@mitte.example\nBcc: andere@example.org", False),
        ("clara+x@mitte.example", False),
        ('"clara"@mitte.example', False),
    ],
)
def test_link_goes_to_the_address_of_the_account_alone(typed: str, opens: bool) -> None:
    UserFactory.create(email="clara@mitte.example")
    Client().post(REQUEST, {"email": typed})
    assert [message.to for message in mail.outbox] == [["clara@mitte.example"]] * opens


def test_password_is_changed_by_who_knows_the_old_one(person: User) -> None:
    client = Client()
    client.force_login(person)
    typed = {"oldpassword": "falsch", **TYPED_TWICE}
    errors = client.post(CHANGE, typed).context["form"].errors
    assert errors == {
        "oldpassword": ["Das ist nicht Ihr jetziges Passwort. Bitte geben Sie es noch einmal ein."]
    }
    answer = client.post(CHANGE, typed | {"oldpassword": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1] == ("/anmelden/?next=/", 302)
    assert [str(message) for message in answer.context["messages"]] == [
        "Sie haben sich abgemeldet.",
        "Das Passwort wurde geändert.",
    ]
    assert (signs_in(PASSWORD), signs_in(NEW)) == (False, True)
