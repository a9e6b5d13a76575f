"""The weekly mail goes out once a week at most, and not to who left it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from accounts.choices import Role
from accounts.models import User
from municipalities.models import Municipality
from portal.digest.sending import send_digests
from portal.tasks import send_weekly_mails
from programs.choices import GrantState
from programs.models import Grant
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.services.world import TOWN, live, record

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
SUNDAY, NEXT_MONDAY = MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)


@pytest.fixture
def person() -> User:
    """An editor of Lauterbach, which has reported nothing, and somebody who only reads there."""
    UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    return UserFactory.create(username="clara", roles=[Role.MUNICIPALITY_EDITOR], of=[LAUTERBACH])


def test_one_mail_in_a_week_and_one_in_the_next(person: User) -> None:
    assert [send_digests(today=day) for day in (MONDAY, MONDAY, SUNDAY)] == [1, 0, 0]
    assert [send_digests(today=NEXT_MONDAY) for _run in range(2)] == [1, 0]
    assert [sent.to for sent in mail.outbox] == [["clara@example.org"]] * 2
    assert mail.outbox[0].subject == "OZG Hessen: Was ansteht für Stadt Lauterbach (Hessen)"
    assert "http://localhost:8000/meine-kommune/06535011/leistungen/" in mail.outbox[0].body


def test_the_task_sends_it(person: User) -> None:
    assert (send_weekly_mails(), send_weekly_mails(), len(mail.outbox)) == (1, 0, 1)


def test_nothing_ahead_is_no_mail_and_takes_no_week(world: None) -> None:
    UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR])
    UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR], of=[TOWN])
    yesterday = MONDAY - timedelta(days=1)
    record(live(TOWN, "90001", yesterday), live(TOWN, "90002", yesterday))
    assert send_digests(today=MONDAY) == 0
    assert not User.objects.filter(digest_week__isnull=False).exists()


def test_no_address_left_the_mail_or_switched_off(person: User) -> None:
    common = {"roles": [Role.MUNICIPALITY_EDITOR], "of": [LAUTERBACH]}
    UserFactory.create(**common, email="")
    UserFactory.create(**common, wants_digest=False)
    UserFactory.create(**common, is_active=False)
    assert send_digests(today=MONDAY) == 1
    assert [sent.to for sent in mail.outbox] == [["clara@example.org"]]


def test_broken_server_is_tried_again_by_the_next_run(person: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.programs.actions.proof.test_reminders.Broken"
    assert send_digests(today=MONDAY) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [send_digests(today=MONDAY) for _run in range(2)] == [1, 0]


class Killed(BaseException):
    """What no worker survives."""


class Killer:
    """A mail server during whose work the worker is killed, when the mail is out already."""

    def __init__(self, **kwargs: object) -> None:
        pass

    def send_messages(self, messages: list[EmailMessage]) -> int:
        mail.outbox.extend(messages)
        raise Killed


def test_killed_worker_doubles_nothing(person: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Killer"
    with pytest.raises(Killed):
        send_digests(today=MONDAY)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (send_digests(today=MONDAY), len(mail.outbox)) == (0, 1)


def test_hostile_names_stay_in_their_line(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "Lauterbach\r\nBcc: fremd@evil.example"
    monkeypatch.setattr(Municipality, "__str__", lambda _body: hostile)
    monkeypatch.setattr(Grant, "__str__", lambda _grant: hostile)
    GrantFactory.create(state=GrantState.FINAL, period_end=MONDAY)
    assert send_digests(today=MONDAY) == 1
    (sent,) = mail.outbox
    assert sent.subject.endswith("Lauterbach Bcc: fremd@evil.example")
    assert sent.recipients() == ["clara@example.org"]
    assert not any(line.startswith("Bcc:") for line in sent.body.splitlines())
