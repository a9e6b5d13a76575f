"""The second factor: compulsory for whoever signs or gives rights; two people take it away."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions_changes import approve_change
from accounts.choices import Role
from accounts.models import PendingChange, User
from core.errors import RuleError
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def compulsory(settings: Any) -> None:
    settings.SECOND_FACTOR_COMPULSORY = True


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code that an app shows, `steps` times 30 seconds from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def with_app(person: User) -> str:
    """Give the person an app; its secret."""
    secret = str(generate_totp_secret())
    TOTP.activate(person, secret)
    return secret


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.SYSTEM_ADMINISTRATOR]
)
def test_who_signs_sets_up_a_second_factor_first(role: Role) -> None:
    client = signed_in(UserFactory.create(roles=[role]))
    for path in ("/", "/admin/", "/berichte/"):
        assert client.get(path)["Location"] == "/konto/zweiter-faktor/"
    assert client.get("/konto/zweiter-faktor/").status_code == 200
    assert client.post("/abmelden/").status_code == 302


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MUNICIPALITY_EDITOR, Role.AUDITOR])
def test_others_work_without(role: Role) -> None:
    person = UserFactory.create(roles=[role], of=["06535011"])
    assert signed_in(person).get("/fortschritt/").status_code == 200


def test_demo_accounts_are_let_off() -> None:
    person = UserFactory.create(roles=[Role.APPROVER], is_demo=True)
    assert signed_in(person).get("/").status_code == 200


def test_app_is_set_up_and_asked_for_at_the_next_sign_in() -> None:
    person = UserFactory.create(username="clara", roles=[Role.APPROVER])
    client = Client()
    client.post("/anmelden/", {"login": "clara", "password": PASSWORD})
    asked = client.get("/konto/zweiter-faktor/app/", follow=True)
    client.post(asked.redirect_chain[-1][0], {"password": PASSWORD})
    page = client.get("/konto/zweiter-faktor/app/")
    secret = page.context["form"].secret
    assert client.post("/konto/zweiter-faktor/app/", {"code": "000000"}).status_code == 200
    client.post("/konto/zweiter-faktor/app/", {"code": code_of(secret)})
    assert client.get("/").status_code == 200

    later = Client()
    answer = later.post("/anmelden/", {"login": "clara", "password": PASSWORD})
    assert answer["Location"] == "/anmelden/zweiter-faktor/"
    assert later.get("/admin/").status_code == 302
    later.post("/anmelden/zweiter-faktor/", {"code": "000000"})
    assert "_auth_user_id" not in later.session
    later.post("/anmelden/zweiter-faktor/", {"code": code_of(secret, steps=1)})
    assert later.session["_auth_user_id"] == str(person.pk)


def test_secrets_are_not_stored_as_they_are() -> None:
    person = UserFactory.create()
    secret = with_app(person)
    assert secret not in str(Authenticator.objects.get(user=person).data)


@pytest.mark.parametrize(("role", "may"), [(Role.APPROVER, False), (Role.COORDINATOR, True)])
def test_last_factor_stays_with_whoever_needs_one(role: Role, may: bool) -> None:
    person = UserFactory.create(username="clara", roles=[role])
    secret = with_app(person)
    client = Client()
    client.post("/anmelden/", {"login": "clara", "password": PASSWORD})
    client.post("/anmelden/zweiter-faktor/", {"code": code_of(secret)})
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    client.post("/konto/zweiter-faktor/app/abschalten/")
    assert Authenticator.objects.filter(user=person).exists() is not may


def administrators() -> tuple[User, User]:
    first, second = UserFactory.create_batch(2, roles=[Role.SYSTEM_ADMINISTRATOR])
    with_app(first)
    return first, second


def test_two_people_take_a_lost_factor_away(django_capture_on_commit_callbacks: Any) -> None:
    first, second = administrators()
    person = UserFactory.create(roles=[Role.APPROVER])
    with_app(person)
    old = signed_in(person)
    assert old.get("/").status_code == 200
    signed_in(first).post(f"/admin/accounts/user/{person.pk}/zweiter-faktor/")
    change = PendingChange.objects.get()
    assert Authenticator.objects.filter(user=person).exists()
    with django_capture_on_commit_callbacks(execute=True):
        approve_change(change, by=second, at=timezone.now())
    assert not Authenticator.objects.filter(user=person).exists()
    assert old.get("/fortschritt/")["Location"].startswith("/anmelden/")
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_person_concerned_does_not_take_the_own_factor_away() -> None:
    first, _second = administrators()
    signed_in(first).post(f"/admin/accounts/user/{first.pk}/zweiter-faktor/")
    with pytest.raises(RuleError, match="zweite Person"):
        approve_change(PendingChange.objects.get(), by=first, at=timezone.now())


def test_one_person_alone_is_refused_by_the_database() -> None:
    person = UserFactory.create(roles=[Role.APPROVER])
    with_app(person)
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        User.objects.filter(pk=person.pk).update(second_factor_round=1)
    assert Authenticator.objects.filter(user=person).exists()


@pytest.mark.parametrize("path", ["app/abschalten/", "notfallcodes/neu/", "schluessel/neu/"])
def test_factor_is_changed_only_by_those_who_confirmed(path: str) -> None:
    person = UserFactory.create(username="clara")
    with_app(person)
    asked = signed_in(person).get("/konto/zweiter-faktor/" + path)
    assert asked["Location"].startswith("/konto/bestaetigen/")
    stranger = Client().get("/konto/zweiter-faktor/" + path)
    assert stranger["Location"].startswith(("/anmelden/", "/konto/bestaetigen/"))
    assert Client().get(stranger["Location"]).status_code in {200, 302}
