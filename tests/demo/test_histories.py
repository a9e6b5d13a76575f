"""How a service spreads in the demo: chains of states that could have been reported."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from demo.dates import LAST_DAY, after, office_hour, past, seeded
from demo.histories import CRITERIA, NEW_MODEL_FROM, ONLINE, State, history

START = date(2020, 3, 2)
SEEDS = range(200)


def chain(seed: int, *, drive: float = 0.7, goal: int | None = None) -> list[State]:
    return history(Random(seed), start=START, drive=drive, goal=goal)


def reached(state: State) -> int:
    flags = (state.registered, state.configured or state.listed, state.listed, state.live)
    return max((step for step, flag in enumerate(flags, 1) if flag), default=0)


def test_same_seed_gives_the_same_history_and_another_one_another() -> None:
    assert chain(1) == chain(1)
    assert len({repr(chain(seed)) for seed in range(20)}) > 10


def test_states_follow_each_other_from_the_start_and_never_lie_beyond_the_demo() -> None:
    for seed in SEEDS:
        days = [state.on for state in chain(seed)]
        assert all(START <= day <= LAST_DAY for day in days)
        assert days == sorted(set(days))


def test_online_needs_set_up_and_listing_and_pausing_ends_it() -> None:
    for state in (state for seed in SEEDS for state in chain(seed, drive=0.9)):
        assert not state.live or (state.configured and state.listed and state.registered)
        assert not (state.live and state.paused)


@pytest.mark.parametrize("goal", [0, 1, 2, 3])
def test_nobody_gets_further_than_the_goal(goal: int) -> None:
    steps = {reached(state) for seed in SEEDS for state in chain(seed, drive=0.9, goal=goal)}
    most = max(goal, 3) if goal == 2 else goal  # some list a service before it is set up
    assert max(steps) <= most
    assert not any(state.live for seed in SEEDS for state in chain(seed, goal=goal))


def test_whoever_is_sure_to_get_online_stays_there_and_is_rated() -> None:
    for seed in SEEDS:
        last = chain(seed, drive=1.0, goal=ONLINE)[-1]
        assert last.live
        assert last.level is not None


def test_maturity_is_rated_under_the_model_of_the_day() -> None:
    rated = [state for seed in SEEDS for state in chain(seed, drive=0.8) if state.criteria]
    assert {state.model for state in rated} == {"1.1", "2.0"}
    for state in rated:
        assert state.model == ("1.1" if state.on < NEW_MODEL_FROM else "2.0")
        number, highest = CRITERIA[str(state.model)]
        assert state.criteria is not None
        assert len(state.criteria) == number
        assert 2 <= min(state.criteria) <= max(state.criteria) <= highest


def test_lowest_criterion_decides_the_level_and_without_criteria_there_is_none() -> None:
    assert State(START, criteria=[4, 2, 3]).level == 2
    assert State(START, criteria=[]).level is None
    assert State(START).level is None


def test_state_that_is_said_again_differs_in_its_day_alone() -> None:
    state = State(START, registered=True, model="1.1", criteria=[2])
    assert state.moved(LAST_DAY) == State(LAST_DAY, registered=True, model="1.1", criteria=[2])


def test_days_of_the_demo_end_with_its_last_day() -> None:
    assert past(LAST_DAY) == LAST_DAY
    assert past(LAST_DAY + timedelta(days=1)) is None
    assert after(START, 1.9) == START + timedelta(days=1)  # whole days
    assert after(START, -1) == START - timedelta(days=1)


def test_office_hour_is_one_of_hessen_in_summer_and_winter() -> None:
    moments = [office_hour(date(2026, month, 1), 14).isoformat() for month in (1, 7)]
    assert moments == ["2026-01-01T14:00:00+01:00", "2026-07-01T14:00:00+02:00"]


def test_each_part_has_chance_of_its_own() -> None:
    assert seeded("a").random() == seeded("a").random()
    assert seeded("a").random() != seeded("b").random()
