"""The calendar feed: by a key of its own, what its person may see, and no person in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import KeyScope, Role, SecurityKind
from accounts.keys import PER_MINUTE, revoke_key
from accounts.models import ApiKey, SecurityEvent, User
from portal.municipality.calendar_feed import calendar_of
from programs.choices import GrantState
from programs.models import Grant
from programs.queries.deadlines import Deadline
from tests.api.asking import Asker, key_of, problem
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import GIESSEN, LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.programs.desk import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> list[Grant]:
    """A case of Lauterbach and one of Gießen, whose approval periods end."""
    until = timezone.localdate() + timedelta(days=5)
    people = UserFactory.create(first_name="Erika", last_name="Musterfrau", roles=[Role.OFFICER])
    common = {"state": GrantState.FINAL, "period_end": until, "officer": people}
    return [
        GrantFactory.create(**common),
        GrantFactory.create(**common, lead_id=GIESSEN, shares={GIESSEN: None}),
    ]


def feed(secret: str) -> str:
    return f"/fristen/kalender.ics?schluessel={secret}"


def events(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_feed_shows_what_its_person_may_see(cases: list[Grant]) -> None:
    own, other = cases
    Grant.objects.filter(pk__in=[own.pk, other.pk]).update(publishable=False)
    clerk = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH])
    answer = Client().get(feed(key_of(clerk, KeyScope.CALENDAR)))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(answer.content)
    assert event["dtstart"].dt == own.period_end
    assert str(event["summary"]) == f"Ende des Bewilligungszeitraums – {own.file_reference}"
    assert str(event["url"]) == f"http://testserver{own.get_absolute_url()}"
    office = Client().get(feed(key_of(person(Role.OFFICER), KeyScope.CALENDAR)))
    assert len(events(office.content)) == 2
    for text in ("Musterfrau", "Erika", "ORGANIZER", "ATTENDEE"):
        assert text.encode() not in office.content


def test_feed_ends_with_key_account_and_role(cases: list[Grant]) -> None:
    officer = person(Role.OFFICER)
    secret = key_of(officer, KeyScope.CALENDAR)
    client = Client()
    assert client.get(feed(secret)).status_code == 200
    revoke_key(ApiKey.objects.get(), by=officer, at=timezone.now())
    assert client.get(feed(secret)).status_code == 404
    second = key_of(officer, KeyScope.CALENDAR)
    assert client.get(feed(second)).status_code == 200
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get(feed(second)).status_code == 404
    coordinator = key_of(person(Role.COORDINATOR), KeyScope.CALENDAR)
    assert client.get(feed(coordinator)).status_code == 404


def test_keys_open_their_own_door_alone() -> None:
    officer = person(Role.OFFICER)
    assert Client().get(feed(key_of(officer, KeyScope.READ))).status_code == 404
    assert signed_in(officer).get(feed("ozgh_geraten")).status_code == 404
    asker = Asker(officer, KeyScope.CALENDAR)
    assert problem(asker.ask("programs")) == (403, "key-of-a-calendar")


def test_feed_is_noted_once_a_minute_without_its_address_and_has_a_rate(
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = key_of(person(Role.OFFICER), KeyScope.CALENDAR)
    for _time in range(2):
        Client().get(feed(secret))
    (noted,) = SecurityEvent.objects.filter(kind=SecurityKind.KEY_USED)
    assert secret not in noted.what
    ApiKey.objects.update(used=PER_MINUTE)
    assert Client().get(feed(secret)).status_code == 429
    assert secret not in caplog.text


def test_titles_of_any_form_stay_in_their_line() -> None:
    title = "Amt;, \\ neu\r\nATTENDEE:x\n" + "ä" * 90
    grant = Grant(pk=1, title=title, file_reference="IV 3")
    due = Deadline(date(2026, 12, 1), "Nachweis, klein; groß", grant, "proof", 7)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    content = calendar_of([due], at=at, address=lambda path: f"https://example.org{path}")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert not any(line.startswith(b"ATTENDEE") for line in content.split(b"\r\n"))
    (event,) = events(content)
    assert str(event["summary"]) == "Nachweis, klein; groß – IV 3"
    assert str(event["description"]).replace("\r\n", "\n") == title.replace("\r\n", "\n")
    assert str(event["uid"]) == "proof-7-1@ozg-hessen"


def test_page_shows_the_address_once(cases: list[Grant]) -> None:
    client = signed_in(person(Role.OFFICER))
    assert '<option value="calendar" selected' in (
        client.get("/konto/schluessel/?fuer=calendar").content.decode()
    )
    values = {"name": "Kalender", "scope": "calendar", "until": "31.12.2026"}
    shown = client.get("/konto/schluessel/neu/", values)
    address = shown.context["secret"]
    assert address.startswith("http://testserver/fristen/kalender.ics?schluessel=ozgh_")
    assert client.get(address).status_code == 404
    client.post("/konto/schluessel/neu/", {"offer": shown.context["offer"]})
    assert len(events(Client().get(address).content)) == 2
    assert "/konto/schluessel/?fuer=calendar" in client.get("/fristen/").content.decode()
