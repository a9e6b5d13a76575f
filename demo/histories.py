"""How one service spreads in one body: a chain of states, drawn by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from demo.dates import LAST_DAY, after

NEW_MODEL_FROM = date(2025, 7, 1)
ONLINE = 4
CRITERIA = {"1.1": (10, 4), "2.0": (13, 7)}  # model: criteria, highest level


@dataclass(frozen=True)
class State:
    """The whole state from a day on; the fields are those of a roll-out event."""

    on: date
    applicable: bool = True
    registered: bool = False
    configured: bool = False
    listed: bool = False
    integrated: bool = False
    live: bool = False
    paused: bool = False
    model: str | None = None
    criteria: list[int] | None = None

    @property
    def level(self) -> int | None:
        """The lowest criterion decides."""
        return min(self.criteria) if self.criteria else None

    def moved(self, on: date) -> State:
        """The same state, said again on another day."""
        return replace(self, on=on)


def history(rng: Random, *, start: date, drive: float, goal: int | None) -> list[State]:
    """States in the order of their days; `drive` (0 to 1) says how far and fast the body gets.

    With `goal` 4 it gets online and stays there, with a lower one it gets no further.
    """
    if goal == ONLINE:
        return list(_steps(rng, start, drive, ONLINE, is_sure=True))
    if rng.random() < 0.005:
        return [State(start, applicable=False)]
    drawn = _goal(rng, drive)
    return list(_steps(rng, start, drive, drawn if goal is None else min(goal, drawn)))


def _steps(
    rng: Random, day: date, drive: float, goal: int, *, is_sure: bool = False
) -> Iterator[State]:
    state = State(day)
    if goal == 0 or rng.random() < 0.35:
        yield state
        day = _later(rng, day, drive)
    for step in range(1, goal + 1):
        is_skipped = step < goal and rng.random() < 0.5
        state = _advanced(state, step, day, rng)
        if state.live and (is_sure or rng.random() < 0.9):
            state = _rated(state, rng)
        if is_skipped:
            continue
        if day > LAST_DAY:
            return
        yield state
        day = _later(rng, day, drive)
    if state.live and not is_sure:
        yield from _life_online(rng, state, day)


def _goal(rng: Random, drive: float) -> int:
    """0 not started, 1 registered, 2 set up, 3 listed, 4 online."""
    draw = rng.random()
    if draw < 0.25 + 0.6 * drive:
        return ONLINE
    return 0 if draw > 0.97 else rng.choice((1, 1, 2, 2, 3))


def _advanced(state: State, step: int, day: date, rng: Random) -> State:
    state = replace(state, on=day, registered=True)
    if step == 2:
        # Some enter the service in the portal before it is set up.
        is_listed_first = rng.random() < 0.12
        return replace(state, configured=not is_listed_first, listed=is_listed_first)
    if step == 3:
        return replace(state, configured=rng.random() > 0.04, listed=True)
    if step == ONLINE:
        is_integrated = rng.random() < 0.12
        return replace(state, configured=True, listed=True, live=True, integrated=is_integrated)
    return state


def _life_online(rng: Random, state: State, day: date) -> Iterator[State]:
    """Some pause and come back, some are rated anew under the new maturity model."""
    if rng.random() < 0.04 and day < LAST_DAY:
        paused = replace(state, on=day, live=False, paused=True)
        yield paused
        day = after(day, rng.randrange(20, 200))
        if day > LAST_DAY or rng.random() < 0.3:
            return
        state = _rated(replace(paused, on=day, live=True, paused=False), rng)
        yield state
    if state.model == "1.1" and rng.random() < 0.3:
        day = max(after(state.on, 1), after(NEW_MODEL_FROM, rng.randrange(480)))
        if day <= LAST_DAY:
            yield _rated(replace(state, on=day), rng)


def _rated(state: State, rng: Random) -> State:
    """Rated under the maturity model of the day."""
    model = "1.1" if state.on < NEW_MODEL_FROM else "2.0"
    number, highest = CRITERIA[model]
    lowest = rng.choice((2, 2, 3, 3, 3, 4) if model == "1.1" else (2, 2, 3, 3, 4, 4, 5))
    criteria = [rng.randint(lowest, highest) for _ in range(number)]
    criteria[rng.randrange(number)] = lowest
    return replace(state, model=model, criteria=criteria)


def _later(rng: Random, day: date, drive: float) -> date:
    return after(day, 7 + rng.expovariate(1 / (40 + 320 * (1 - drive))))
