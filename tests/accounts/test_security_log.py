"""The security log tells who came in, who failed, and who took what away."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import RoleAssignment, SecurityEvent, User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return UserFactory.create(username="clara", roles=[Role.COORDINATOR])


def lines() -> list[tuple[str, str | None, str]]:
    """Event, person, network address, in their order."""
    found = SecurityEvent.objects.order_by("pk")
    return list(found.values_list("kind", "person__username", "address"))


def tries(client: Client, password: str, login: str = "clara") -> None:
    client.post("/anmelden/", {"login": login, "password": password}, REMOTE_ADDR="192.0.2.7")


def test_sign_in_failure_and_sign_out_are_noted(person: User) -> None:
    client = Client()
    tries(client, "falsch")
    tries(client, PASSWORD)
    client.post("/abmelden/", REMOTE_ADDR="192.0.2.8")
    assert lines() == [
        ("failed", "clara", "192.0.2.7"),
        ("signed_in", "clara", "192.0.2.7"),
        ("signed_out", "clara", "192.0.2.8"),
    ]
    ids = set(SecurityEvent.objects.values_list("request_id", flat=True))
    assert len(ids) == 3
    assert all(len(request_id) == 32 for request_id in ids)


def test_lock_out_is_noted(person: User) -> None:
    for number in range(6):
        tries(Client(), f"falsch{number}")
    assert [kind for kind, _person, _address in lines()] == ["failed"] * 5 + ["locked_out"]


def test_unknown_name_is_not_kept(person: User) -> None:
    """It may be a password typed into the wrong field."""
    tries(Client(), "x", login="mein geheimes Passwort")
    assert lines() == [("failed", None, "192.0.2.7")]
    assert not SecurityEvent.objects.filter(what__contains="geheim").exists()


def test_files_taken_away_are_noted_and_pages_are_not(person: User) -> None:
    client = signed_in(person)
    SecurityEvent.objects.count()
    client.get("/berichte/")
    b"".join(client.get("/berichte/fortschritt/csv/?gebiet=064"))
    events = SecurityEvent.objects.filter(kind="download")
    assert [(e.person, e.what) for e in events] == [
        (person, "/berichte/fortschritt/csv/?gebiet=064")
    ]


def test_steps_are_noted_once_they_are_taken() -> None:
    administrator = UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])
    held = RoleAssignment.objects.get(user=UserFactory.create(roles=[Role.OFFICER]))
    url = reverse("admin:accounts_roleassignment_step", args=[held.pk, "withdraw"])
    client = signed_in(administrator)
    client.post(url, {"reason": ""})
    assert SecurityEvent.objects.filter(kind="step").count() == 0
    client.post(url, {"reason": "Wechsel"})
    assert [event.what for event in SecurityEvent.objects.filter(kind="step")] == [url]


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_log_is_kept_as_it_is(person: User, verb: str) -> None:
    tries(Client(), PASSWORD)
    events = SecurityEvent.objects.all()
    with pytest.raises((IntegrityError, InternalError), match="kept as it is"):
        events.update(what="x") if verb == "update" else events.delete()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.AUDITOR, 200), (Role.SYSTEM_ADMINISTRATOR, 403), (Role.OFFICER, 403)],
)
def test_auditors_read_the_log(role: Role, status: int) -> None:
    client = signed_in(UserFactory.create(roles=[role]))
    assert client.get(reverse("admin:accounts_securityevent_changelist")).status_code == status
