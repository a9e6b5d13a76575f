"""What a kind of file listed and still stands: the last step that began a listing decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.choices import Role
from services.actions import RolloutChange, record_rollouts
from services.choices import EventSource
from services.queries.listings import listed_by_files
from tests.services.world import CITY, NOW, SECOND_TOWN, TOWN, VILLAGE, make_user, record

pytestmark = pytest.mark.usefixtures("world")
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
DAY = timedelta(days=1)
EVERY = (TOWN, SECOND_TOWN, VILLAGE, CITY)


def listed(day: date, *bodies: str, kind: str = "PVOG") -> list[tuple[str, str]]:
    return list(listed_by_files(kind, bodies or EVERY, day))


def told(ags: str, service: str, day: date, note: str = "PVOG vom März") -> RolloutChange:
    return RolloutChange(ags, service, day, listed=True, note=note)


def by_hand(*changes: RolloutChange) -> None:
    person = make_user("redaktion", Role.COORDINATOR)
    record_rollouts(changes, by=person, source=EventSource.MINISTRY, at=NOW, reason="Anruf")


def test_listing_of_a_file_stands_from_its_day_in_the_bodies_asked_for() -> None:
    record(told(VILLAGE, "90001", MARCH), told(TOWN, "90002", MARCH), told(TOWN, "90001", MAY))
    assert listed(MARCH - DAY) == []
    assert listed(MARCH) == [(TOWN, "90002"), (VILLAGE, "90001")]
    assert listed(MAY) == [(TOWN, "90001"), (TOWN, "90002"), (VILLAGE, "90001")]
    assert listed(MAY, VILLAGE, CITY) == [(VILLAGE, "90001")]


def test_listing_of_another_kind_of_file_is_not_asked_for() -> None:
    record(told(TOWN, "90001", MARCH, "Bestand vom März"), told(TOWN, "90002", MARCH))
    assert listed(MAY) == [(TOWN, "90002")]
    assert listed(MAY, kind="Bestand") == [(TOWN, "90001")]
    assert listed(MAY, kind="vom März") == []  # a note begins with the kind


def test_listing_that_a_person_reported_first_stays_theirs() -> None:
    by_hand(RolloutChange(TOWN, "90001", MARCH, listed=True))
    record(RolloutChange(TOWN, "90001", MAY, listed=True, configured=True, note="PVOG vom Mai"))
    assert listed(MAY) == []


def test_listing_ends_with_the_step_that_takes_it_away_and_begins_with_the_next() -> None:
    record(told(TOWN, "90001", MARCH))
    by_hand(RolloutChange(TOWN, "90001", MAY, listed=False))
    assert [listed(day) for day in (MAY - DAY, MAY)] == [[(TOWN, "90001")], []]
    record(told(TOWN, "90001", MAY + DAY, "PVOG vom Mai"))
    assert [listed(day) for day in (MAY, MAY + DAY)] == [[], [(TOWN, "90001")]]


def test_later_step_of_a_person_leaves_the_listing_to_the_file() -> None:
    record(told(TOWN, "90001", MARCH))
    by_hand(RolloutChange(TOWN, "90001", MAY, configured=True))
    assert listed(MAY) == [(TOWN, "90001")]


def test_file_that_listed_nothing_is_no_listing() -> None:
    record(RolloutChange(TOWN, "90001", MARCH, configured=True, note="PVOG vom März"))
    assert listed(MAY) == []
