"""The security log ends: addresses lose their end after a week, lines go after three months."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import SecurityEvent
from accounts.models.security import ADDRESS_AT_LEAST, LINE_AT_LEAST
from accounts.privacy.security_log import end_security_log
from accounts.tasks import end_security_log as task
from tests.factories.accounts import UserFactory

# The database reads its own clock, so the tests do too.
pytestmark = [pytest.mark.django_db, pytest.mark.machine_clock]
MOMENT = timedelta(minutes=1)
INSERT = """
    INSERT INTO accounts_securityevent (at, kind, address, request_id, what)
    VALUES (%s, 'failed', %s, '', '') RETURNING id
"""


def line(age: timedelta, address: str = "") -> SecurityEvent:
    """A line that is so old; the model itself writes none but of now."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [timezone.now() - age, address])
        return SecurityEvent.objects.get(pk=cursor.fetchone()[0])


def refused(change: object) -> bool:
    try:
        with transaction.atomic():
            change()  # type: ignore[operator]  # a change of rows
            return False
    except IntegrityError:
        return True


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:77:88::9", "2001:db8:77::/48"),
        ("::ffff:203.0.113.77", "::/48"),
        ("", ""),
    ],
)
def test_address_loses_its_end_when_its_time_is_over(address: str, network: str) -> None:
    kept = timedelta(days=settings.SECURITY_ADDRESS_DAYS)
    old, young = line(kept + MOMENT, address), line(kept - MOMENT, address)
    shortened, removed = end_security_log(at=timezone.now())
    assert (shortened, removed) == (int(address != ""), 0)
    for event, expected in ((old, network), (young, address)):
        event.refresh_from_db()
        assert event.address == expected
    assert end_security_log(at=timezone.now()) == (0, 0)  # safe to repeat


def test_line_goes_when_its_time_is_over() -> None:
    kept = timedelta(days=settings.SECURITY_LOG_DAYS)
    old, young = line(kept + MOMENT), line(kept - MOMENT)
    assert task() == 1
    assert [*SecurityEvent.objects.filter(pk__in=[old.pk, young.pk])] == [young]


def test_nobody_ends_a_line_before_its_least_time() -> None:
    """Whatever the settings or a program say, the database keeps it."""
    young, old = (
        SecurityEvent.objects.filter(pk=line(timedelta(days=LINE_AT_LEAST) + more).pk)
        for more in (-MOMENT, MOMENT)
    )
    assert refused(young.delete)
    assert not refused(old.delete)
    fresh = SecurityEvent.objects.filter(
        pk=line(timedelta(days=ADDRESS_AT_LEAST) - MOMENT, "203.0.113.77").pk
    )
    assert refused(lambda: fresh.update(address="203.0.113.0/24"))


def test_line_changes_in_nothing_but_the_end_of_its_address() -> None:
    person = UserFactory.create()
    event = line(timedelta(days=ADDRESS_AT_LEAST) + MOMENT, "203.0.113.77")
    rows = SecurityEvent.objects.filter(pk=event.pk)
    assert refused(lambda: rows.update(address="198.51.100.0/24"))  # another network
    assert refused(lambda: rows.update(person=person))
    assert refused(lambda: rows.update(what="anderes", address="203.0.113.0/24"))
    assert refused(lambda: rows.update(at=F("at") + timedelta(days=1)))
    assert not refused(lambda: rows.update(address="203.0.113.0/24"))
    assert SecurityEvent.objects.get(pk=event.pk).at == event.at


def test_clock_of_the_caller_ends_nothing_early() -> None:
    """A clock that runs ahead asks for too much, and is told so; nothing is half done."""
    event = line(timedelta(days=1), "203.0.113.77")
    ahead: datetime = timezone.now() + timedelta(days=400)
    assert refused(lambda: end_security_log(at=ahead))
    event.refresh_from_db()
    assert event.address == "203.0.113.77"
