"""The weekly mail is left in the account, or by the link in a mail, by nobody else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core import mail, signing
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from portal.digest.sending import SALT, send_digests, token_of
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
ACCOUNT = "/konto/wochenmail/"
MONDAY = date(2026, 11, 23)


@pytest.fixture
def person() -> User:
    return UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR], of=[LAUTERBACH])


def wants(person: User) -> bool:
    return User.objects.get(pk=person.pk).wants_digest


def test_checkbox_of_the_account_ends_the_mail_and_brings_it_back(person: User) -> None:
    client = signed_in(person)
    page = client.get(ACCOUNT).content.decode()
    assert re.search(r'name="wants_digest"[^>]*checked', page)
    assert f'href="{ACCOUNT}"' in page
    assert client.post(ACCOUNT, {}).status_code == 302
    assert not wants(person)
    assert not re.search(r'name="wants_digest"[^>]*checked', client.get(ACCOUNT).content.decode())
    assert send_digests(today=MONDAY) == 0
    client.post(ACCOUNT, {"wants_digest": "on"})
    assert wants(person)
    assert send_digests(today=MONDAY) == 1


def test_link_of_the_mail_ends_it_by_its_button_alone(person: User) -> None:
    other = UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR], of=[LAUTERBACH])
    assert send_digests(today=MONDAY) == 2
    (sent,) = [each for each in mail.outbox if each.to == [person.email]]
    (path,) = re.findall(r"http://localhost:8000(/wochenmail/\S+)", str(sent.body))
    stranger = Client(enforce_csrf_checks=True)
    assert "Wochenmail abbestellen" in stranger.get(path).content.decode()
    assert stranger.post(path).status_code == 403
    assert wants(person)
    token = stranger.cookies["csrftoken"].value
    answer = stranger.post(path, {"csrfmiddlewaretoken": token}, follow=True)
    assert "keine Wochenmail mehr" in answer.content.decode()
    assert (wants(person), wants(other)) == (False, True)


def test_forged_tokens_end_nothing(person: User) -> None:
    good = token_of(person)
    forged = (
        *(str(person.pk), good[:-1], good + "x"),
        signing.dumps(person.pk, salt="another purpose"),
        signing.dumps(person.pk, salt=SALT, key="another key"),
        signing.dumps(0, salt=SALT),  # an account that is gone
    )
    for token in forged:
        for answer in (
            Client().get(f"/wochenmail/{token}/"),
            Client().post(f"/wochenmail/{token}/"),
        ):
            assert answer.status_code == 404
    assert wants(person)


def test_account_page_is_for_editors_alone(person: User) -> None:
    reader = signed_in(UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH]))
    assert reader.get(ACCOUNT).status_code == 403
    assert Client().post(ACCOUNT, {}).status_code == 302
    assert wants(person)
