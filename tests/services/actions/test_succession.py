"""What a new body takes over from the bodies it came from."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from municipalities.models import Municipality
from services.actions import (
    RolloutChange,
    carry_over,
    carry_over_everywhere,
)
from services.choices import CountingRule, EventSource
from services.models import RolloutEvent
from services.queries.counting import figure
from tests.services.actions.endings import (
    FIRST_DAY,
    LAST_DAY,
    LAST_YEAR,
    NEW,
    SERVICE,
    end,
)
from tests.services.world import (
    HANAU,
    HANAU_BEFORE,
    NOW,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")


def live_on(day: date, ags: str) -> int:
    return figure(CountingRule.SHARE, at=AsOf(day), area=ags, service=SERVICE).numerator


def state_of(service: str) -> tuple[bool, bool] | None:
    event = RolloutEvent.objects.current().filter(municipality=NEW, service=service).first()
    return None if event is None else (event.configured, event.live)


@pytest.mark.usefixtures("new_body")
def test_predecessor_named_later_takes_back_what_it_had_not_reached(coordinator: Client) -> None:
    record(live(TOWN, SERVICE, LAST_YEAR), live(TOWN, "90002", LAST_YEAR))
    record(RolloutChange(VILLAGE, SERVICE, LAST_YEAR, configured=True))
    end(coordinator, TOWN)
    assert (state_of(SERVICE), state_of("90002")) == ((True, True), (True, True))
    record(RolloutChange(NEW, "90002", date(2026, 10, 1), paused=True))
    assert end(coordinator, VILLAGE).status_code == 302
    assert (state_of(SERVICE), state_of("90002")) == ((True, False), (True, False))
    assert live_on(FIRST_DAY, NEW) == 0


@pytest.mark.usefixtures("new_body")
def test_new_key_goes_on_with_what_was_reported_under_the_old_one_since(
    coordinator: Client,
) -> None:
    record(live(TOWN, SERVICE, LAST_YEAR))
    record(RolloutChange(TOWN, SERVICE, date(2026, 8, 1), paused=True))
    record(live(TOWN, "90002", date(2026, 9, 1)))
    end(coordinator, TOWN)
    assert [live_on(day, NEW) for day in (FIRST_DAY, date(2026, 8, 1))] == [1, 0]
    assert state_of("90002") == (True, True)
    again = RolloutEvent.objects.count()
    assert carry_over_everywhere(at=NOW) == 0
    assert RolloutEvent.objects.count() == again


def test_body_that_takes_another_in_keeps_its_own_state(coordinator: Client) -> None:
    record(live(VILLAGE, SERVICE, LAST_YEAR))
    assert end(coordinator, VILLAGE, successor=TOWN).status_code == 302
    assert (live_on(LAST_DAY, VILLAGE), live_on(FIRST_DAY, TOWN)) == (1, 0)
    assert not RolloutEvent.objects.filter(municipality=TOWN).exists()


def test_successor_of_the_reference_files_takes_over_once() -> None:
    record(live(HANAU_BEFORE, SERVICE, LAST_YEAR))
    assert (carry_over_everywhere(at=NOW), carry_over_everywhere(at=NOW)) == (1, 0)
    event = RolloutEvent.objects.get(municipality=HANAU)
    assert (event.valid_from, event.live, event.source) == (
        date(2026, 1, 1),
        True,
        EventSource.SUCCESSION,
    )
    assert live_on(TODAY, HANAU) == 1


def test_body_with_a_new_key_goes_on_as_before() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    record(live(HANAU_BEFORE, "90001", LAST_YEAR), live(HANAU_BEFORE, "90002", LAST_YEAR))
    record(RolloutChange(HANAU, "90002", date(2026, 2, 1)))
    assert carry_over(Municipality.objects.get(ags=HANAU), by=coordinator, at=NOW).written == 1
    event = RolloutEvent.objects.get(municipality_id=HANAU, service_id="90001")
    assert (event.valid_from, event.live, event.maturity_level) == (date(2026, 1, 1), True, 3)
    assert event.source == EventSource.SUCCESSION


def test_merged_body_has_what_all_had() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    merged = Municipality(
        ags="06431009",
        name="Neustadt",
        official_name="Neustadt",
        kind="town",
        valid_from=date(2026, 7, 1),
    )
    merged.save()
    Municipality.objects.filter(ags__in=[TOWN, VILLAGE]).update(
        valid_to=date(2026, 6, 30), successor=merged
    )
    record(
        live(TOWN, "90001", LAST_YEAR, level=3),
        RolloutChange(VILLAGE, "90001", LAST_YEAR, configured=True),
        live(TOWN, "90002", LAST_YEAR),
    )
    assert carry_over(merged, by=coordinator, at=NOW).written == 1
    event = RolloutEvent.objects.get(municipality=merged)
    flags = (event.service_id, event.configured, event.listed, event.live, event.maturity_level)
    assert flags == ("90001", True, False, False, None)


def test_body_without_predecessor_takes_over_nothing() -> None:
    coordinator = make_user("coordinator", Role.COORDINATOR)
    with pytest.raises(RuleError):
        carry_over(Municipality.objects.get(ags=TOWN), by=coordinator, at=NOW)
