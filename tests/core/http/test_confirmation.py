"""Signing asks who is there: password or second factor, at most a quarter of an hour ago."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.models import PendingChange, User
from accounts.roles import SIGNS
from core.http import confirmation
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
MINUTES = 15


@pytest.fixture
def change() -> PendingChange:
    """A change of an address that waits for the second administrator."""
    person = UserFactory.create(roles=[Role.APPROVER])
    return PendingChange.objects.create(
        model="accounts.user",
        object_key=str(person.pk),
        kind="change",
        subject="Konto",
        person=person,
        permission="accounts.approve_roles",
        before={"last_name": ""},
        after={"last_name": "Neu"},
        reason="Heirat",
        prepared_by=UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR]),
        prepared_at=timezone.now(),
    )


@pytest.fixture
def administrator() -> User:
    return UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])


def step(change: PendingChange, name: str = "approve") -> str:
    return f"/admin/accounts/pendingchange/{change.pk}/schritt/{name}/"


def opened(client: Client, path: str, *, after: timedelta) -> int:
    """The answer to a page so long after the first click."""
    with time_machine.travel(timezone.now() + after, tick=False):
        return client.get(path).status_code


def test_signing_permissions_are_those_of_the_matrix() -> None:
    assert confirmation.SIGNS == SIGNS


@pytest.mark.parametrize(
    ("after", "status"),
    [(timedelta(minutes=MINUTES, seconds=-1), 200), (timedelta(minutes=MINUTES), 302)],
)
def test_page_of_a_signature_asks_after_a_quarter_of_an_hour(
    change: PendingChange, administrator: User, after: timedelta, status: int
) -> None:
    client = Client()
    client.force_login(administrator)
    with time_machine.travel(timezone.now(), tick=False):
        client.get("/admin/")
        assert opened(client, step(change), after=after) == status


def test_steps_that_sign_nothing_do_not_ask(change: PendingChange, administrator: User) -> None:
    client = Client()
    client.force_login(change.prepared_by)
    client.get("/admin/")
    assert opened(client, step(change, "withdraw"), after=timedelta(minutes=20)) == 200


def test_sent_too_late_writes_nothing_and_works_after_the_password(
    change: PendingChange, administrator: User
) -> None:
    client = Client()
    client.force_login(administrator)
    client.get("/admin/")
    with time_machine.travel(timezone.now() + timedelta(minutes=25), tick=True):
        page = client.get(step(change))
        assert page["Location"] == f"/konto/bestaetigen/?next={step(change).replace('/', '%2F')}"
        answer = client.post(page["Location"], {"password": PASSWORD, "next": step(change)})
        assert answer["Location"] == step(change)
        assert client.get(step(change)).status_code == 200
    change.refresh_from_db()
    assert change.approved_at is None


@pytest.mark.parametrize(("minutes", "is_signed"), [(29, True), (30, False)])
def test_page_filled_in_has_as_long_again(
    change: PendingChange, administrator: User, minutes: int, is_signed: bool
) -> None:
    client = Client()
    client.force_login(administrator)
    with time_machine.travel(timezone.now(), tick=False):
        client.get("/admin/")
        later = timezone.now() + timedelta(minutes=minutes)
    with time_machine.travel(later, tick=False):
        client.post(step(change))
    change.refresh_from_db()
    assert (change.approved_at is not None) is is_signed
