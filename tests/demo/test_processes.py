"""Processes of the demo: releases in working weeks, each on its way, none before its time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from demo.dates import FIRST_DAY, LAST_DAY
from demo.processes import (
    BLOCKED_EVERY,
    FACTORIES_END,
    KNOWN,
    PAUSED_WEEKS,
    REWORKED_EVERY,
    WAY,
    _events,
    _release_days,
    _topics,
)
from services.choices import ProcessState
from services.models import OnlineProcess, OzgService

PROCESS = OnlineProcess(code="demo-civento-0001")
RELEASED_ON = date(2021, 6, 2)


def way(released_on: date | None, number: int) -> list[tuple[str, date]]:
    events = _events(PROCESS, released_on, number, Random(number))
    return [(event.state, event.on) for event in events]


def test_releases_lie_on_working_days_of_weeks_that_work() -> None:
    days = list(_release_days(Random(1)))
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert not any(day.isocalendar().week in PAUSED_WEEKS for day in days)
    assert days[0] >= FIRST_DAY


def test_factories_release_less_once_they_have_ended() -> None:
    years = Counter(day.year for day in _release_days(Random(1)))
    assert all(80 < years[year] < 150 for year in (2020, 2021, 2022))
    assert all(years[year] < 40 for year in (2024, 2025))


def test_process_passes_every_state_before_it_is_released() -> None:
    states = way(RELEASED_ON, 1)
    assert [state for state, _on in states] == [*(state for state, _days in WAY), "released"]
    assert [on for _state, on in states] == sorted(on for _state, on in states)
    assert states[-1] == ("released", RELEASED_ON)


def test_some_are_reworked_after_the_factories_and_released_again() -> None:
    states = way(RELEASED_ON, REWORKED_EVERY)
    assert [state for state, _on in states[-2:]] == ["reworked", "released"]
    assert states[-1][1] > states[-2][1] >= FACTORIES_END + timedelta(days=60)
    later = way(FACTORIES_END, REWORKED_EVERY)
    assert later[-1] == ("released", FACTORIES_END)


def test_process_in_progress_stops_on_its_way_and_not_after_today() -> None:
    for number in range(1, 30):
        states = way(None, number)
        reached = [state for state, _on in states if state != ProcessState.BLOCKED]
        assert reached == [state for state, _days in WAY][: len(reached)]
        assert all(on <= LAST_DAY for _state, on in states)
        assert (states[-1][0] == ProcessState.BLOCKED) is (number % BLOCKED_EVERY == 0)


def test_what_people_know_stands_first_and_is_left_out_where_it_is_not_there() -> None:
    services = [OzgService(ozg_id=ozg_id, name=ozg_id) for ozg_id, _name in KNOWN[1:]]
    topics = _topics(services, Random(1), 20)
    assert [(service.pk, name) for service, name in topics] == list(KNOWN[1:])
    assert len(_topics(services, Random(1), 3)) == 3
    assert _topics([], Random(1), 3) == []
