"""What a change makes of the chain: where it stands, and what goes with it."""

from __future__ import annotations

from datetime import date

import pytest

from services.actions import RolloutChange
from services.models import OnlineProcess, RolloutEvent
from tests.services.world import (
    TOWN,
    live,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

JANUARY, MARCH, MAY = date(2026, 1, 10), date(2026, 3, 10), date(2026, 5, 10)

Span = tuple[date, date | None, bool, bool, bool]


def spans(ags: str = TOWN, service: str = "90001") -> list[Span]:
    """The chain of a pair, without events that were corrected on their own day."""
    events = RolloutEvent.objects.filter(municipality_id=ags, service_id=service)
    return [
        (e.valid_from, e.valid_to, e.configured, e.listed, e.live)
        for e in events.order_by("valid_from", "pk")
        if e.valid_to != e.valid_from
    ]


def test_backdated_event_takes_its_place_between_two_others() -> None:
    record(RolloutChange(TOWN, "90001", JANUARY, configured=True))
    record(live(TOWN, "90001", MAY))
    record(RolloutChange(TOWN, "90001", MARCH, listed=True))
    assert spans() == [
        (JANUARY, MARCH, True, False, False),
        (MARCH, MAY, True, True, False),
        (MAY, None, True, True, True),
    ]


def test_event_before_the_first_ends_where_that_begins() -> None:
    record(live(TOWN, "90001", MARCH))
    record(RolloutChange(TOWN, "90001", JANUARY, configured=True))
    assert spans() == [(JANUARY, MARCH, True, False, False), (MARCH, None, True, True, True)]


def test_second_event_of_a_day_corrects_the_first() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", JANUARY, live=False))
    assert spans() == [(JANUARY, None, True, True, False)]
    assert RolloutEvent.objects.at(JANUARY).get().live is False
    assert RolloutEvent.objects.count() == 2


def test_losing_the_listing_ends_being_online() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", MARCH, listed=False))
    assert spans() == [(JANUARY, MARCH, True, True, True), (MARCH, None, True, False, False)]


def test_pause_ends_being_online_and_going_live_ends_the_pause() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", MARCH, paused=True))
    assert RolloutEvent.objects.current().get().paused is True
    record(RolloutChange(TOWN, "90001", MAY, live=True))
    event = RolloutEvent.objects.current().get()
    assert (event.paused, event.live) == (False, True)


def test_not_competent_clears_the_flags() -> None:
    record(live(TOWN, "90001", JANUARY))
    record(RolloutChange(TOWN, "90001", MARCH, applicable=False))
    event = RolloutEvent.objects.current().get()
    flags = (event.applicable, event.registered, event.configured, event.listed, event.live)
    assert flags == (False, False, False, False, False)


def test_empty_process_takes_the_process_away() -> None:
    OnlineProcess.objects.create(code="hund", name="Hund", kind="civento")
    record(RolloutChange(TOWN, "90001", JANUARY, process="hund"))
    record(RolloutChange(TOWN, "90001", MARCH, process=""))
    processes = RolloutEvent.objects.order_by("valid_from").values_list("process_id", flat=True)
    assert list(processes) == ["hund", None]
