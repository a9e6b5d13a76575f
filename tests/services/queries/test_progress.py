"""Random events with random dates: every month end equals what a plain computation says.

The plain computation knows nothing of chains, roll-ups and stale months: it keeps a list of
states per body and service and takes the last one up to the day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from operator import add
from typing import NamedTuple

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.areas import Level, area_of
from core.as_of import AsOf
from core.calendar import month_ends
from core.rollups import source
from services.actions import RolloutChange, RolloutError, months
from services.choices import CountingRule
from services.models import MonthEnd, ProgressMonth
from services.queries.checks import chain_faults, check_month
from services.rollups import PROGRESS
from services.rules.counting import condition_of
from tests.services.world import (
    BODIES,
    CITY,
    DISTRICT,
    HANAU,
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

FIRST = date(2026, 1, 31)
ENDS = month_ends(FIRST, TODAY)
COMPETENT = {
    "90001": (TOWN, SECOND_TOWN, VILLAGE, CITY, HANAU),
    "90002": (TOWN, SECOND_TOWN, VILLAGE, CITY, HANAU),
    "90003": (DISTRICT, CITY, HANAU),
}
FIELD = {"90001": "familie", "90002": "familie", "90003": "reisen"}
# Levels from which a service is online, and meets the OZG obligation.
THRESHOLDS = {"1.1": (2, 3), "2.0": (3, 5)}
RATINGS = [("1.1", level) for level in range(1, 5)] + [("2.0", level) for level in range(2, 7)]
FLAGS = ("registered", "configured", "listed", "live", "paused", "applicable")
State = dict[str, bool | tuple[str, int] | None]

maybe = st.sampled_from([None, None, True, False])
some_flags = st.tuples(
    maybe, maybe, maybe, maybe, maybe, st.sampled_from([None, None, None, True, False])
)
goes_live = st.just((None, True, True, True, None, None))  # drawn flag by flag, it is too rare
changes = st.builds(
    lambda pair, days, flags, rating: RolloutChange(
        pair[1],
        pair[0],
        date(2026, 1, 1) + timedelta(days=days),
        maturity_model=None if rating is None else rating[0],
        maturity_level=None if rating is None else rating[1],
    )._replace(**dict(zip(FLAGS, flags, strict=True))),
    st.sampled_from([(s, ags) for s, bodies in COMPETENT.items() for ags in bodies]),
    st.integers(0, (TODAY - date(2026, 1, 1)).days),
    st.one_of(some_flags, goes_live),
    st.sampled_from([None, None, *RATINGS]),
)


class Plain:
    """What stood where, as a list per pair."""

    def __init__(self) -> None:
        self.states: dict[tuple[str, str], list[tuple[date, int, State]]] = defaultdict(list)

    def at(self, ags: str, service: str, day: date) -> State | None:
        known = [entry for entry in self.states[ags, service] if entry[0] <= day]
        return max(known, key=lambda entry: entry[:2])[2] if known else None

    def take(self, change: RolloutChange) -> bool:
        """Add the state after the change; False if it asks for what cannot be."""
        assert change.day is not None
        before = self.at(change.ags, change.service, change.day)
        after = self._after(before, change)
        possible = after["applicable"] and after["configured"] and after["listed"]
        if change.live and not (possible and not after["paused"]):
            return False
        if not possible or after["paused"]:
            after["live"] = False
        if after != before:
            chain = self.states[change.ags, change.service]
            chain.append((change.day, len(chain), after))
        return True

    @staticmethod
    def _after(before: State | None, change: RolloutChange) -> State:
        state: State = dict(before or {**dict.fromkeys(FLAGS, False), "applicable": True})
        for flag in FLAGS:
            value = getattr(change, flag)
            if value is not None:
                state[flag] = value
        if change.live and change.paused is None:
            state["paused"] = False
        if not state["applicable"]:
            state |= {"registered": False, "configured": False, "listed": False}
        state["rating"] = (before or {}).get("rating")
        if change.maturity_model and change.maturity_level is not None:
            state["rating"] = change.maturity_model, change.maturity_level
        return state


Key = tuple[str, str, str]


class Counts(NamedTuple):
    """Pairs, inhabitants and, where a count is of services, 0 or 1 for each of them."""

    competent: int
    reported: int
    live: int
    compliant: int
    inhabitants_competent: int
    inhabitants_live: int
    inhabitants_compliant: int
    federal_any: int
    level3_any: int
    area_wide: int


def expected(plain: Plain, day: date) -> dict[Key, Counts]:
    """The counts per level, area and theme field, service by service."""
    totals: dict[Key, Counts] = {}
    for service, bodies in COMPETENT.items():
        for area in Level:
            inside: dict[str, list[str]] = defaultdict(list)
            for ags in bodies:
                inside[area_of(ags, area) or ""].append(ags)
            for place, those in inside.items():
                key = (area.value, place, FIELD[service])
                counts = _counts([(ags, plain.at(ags, service, day)) for ags in those])
                totals[key] = Counts(*map(add, totals[key], counts)) if key in totals else counts
    return totals


def _counts(states: list[tuple[str, State | None]]) -> Counts:
    """What the states of one service in the competent bodies of one area add up to."""
    competent = [ags for ags, state in states if state is None or state["applicable"]]
    reported = [ags for ags, state in states if state and state["applicable"]]
    live = [ags for ags, state in states if state and state["live"]]
    online = [ags for ags, state in states if ags in live and _reaches(state, 0)]
    compliant = [ags for ags, state in states if ags in live and _reaches(state, 1)]
    return Counts(
        competent=len(competent),
        reported=len(reported),
        live=len(live),
        compliant=len(compliant),
        inhabitants_competent=_people(competent),
        inhabitants_live=_people(live),
        inhabitants_compliant=_people(compliant),
        federal_any=bool(online),
        level3_any=bool(compliant),
        area_wide=bool(competent) and competent == online,
    )


def _people(bodies: list[str]) -> int:
    return sum(BODIES[ags][2] for ags in bodies)


def _reaches(state: State | None, threshold: int) -> bool:
    """Whether the rating reaches the model's threshold: 0 for online, 1 for the obligation."""
    rating = state["rating"] if state else None
    return isinstance(rating, tuple) and rating[1] >= THRESHOLDS[rating[0]][threshold]


def from_series(day: date) -> dict[Key, Counts]:
    rows = ProgressMonth.objects.filter(day=day).values_list(
        "level", "ags", "theme_field_id", *Counts._fields
    )
    return {row[:3]: Counts(*row[3:]) for row in rows}


def from_rollup(day: date) -> dict[Key, Counts]:
    relation, params = source(PROGRESS, at=AsOf(day))
    sql = f"""
        SELECT r.level, r.ags, s.theme_field_id, sum(r.competent), sum(r.reported), sum(r.live),
            sum(r.level_compliant), sum(r.inhabitants_competent), sum(r.inhabitants_live),
            sum(r.inhabitants_compliant),
            count(*) FILTER (WHERE {condition_of(CountingRule.FEDERAL_ANY)}),
            count(*) FILTER (WHERE {condition_of(CountingRule.LEVEL3_ANY)}),
            count(*) FILTER (WHERE {condition_of(CountingRule.AREA_WIDE)})
        FROM {relation} r JOIN services_ozgservice s ON s.ozg_id = r.service_id GROUP BY 1, 2, 3
    """  # noqa: S608  # built by the engine
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {row[:3]: Counts(*map(int, row[3:])) for row in cursor.fetchall()}


def apply(batch: list[RolloutChange], plain: Plain) -> None:
    for change in batch:
        if plain.take(change):
            record(change)
        else:
            with pytest.raises(RolloutError), transaction.atomic():
                record(change)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=st.lists(changes, max_size=12), second=st.lists(changes, max_size=6))
def test_every_month_end_equals_the_plain_computation(
    monkeypatch: pytest.MonkeyPatch, first: list[RolloutChange], second: list[RolloutChange]
) -> None:
    monkeypatch.setattr(months, "SERIES_FROM", FIRST)
    with transaction.atomic():
        plain = Plain()
        for batch in (first, second):
            apply(batch, plain)
            months.refresh(today=TODAY, now=NOW)
            for day in ENDS:
                wanted = expected(plain, day)
                assert from_rollup(day) == wanted
                assert from_series(day) == wanted
        assert chain_faults() == []
        assert list(MonthEnd.objects.values_list("day", flat=True)) == ENDS
        assert check_month(ENDS[len(first) % len(ENDS)], now=NOW) == []
        transaction.set_rollback(True)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batch=st.lists(changes.filter(lambda c: not c.live), max_size=20))
def test_one_call_writes_what_many_calls_write(world: None, batch: list[RolloutChange]) -> None:
    def stored() -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute("""
                SELECT municipality_id, service_id, valid_from, valid_to, applicable, registered,
                    configured, listed, live, paused, maturity_level
                FROM services_rolloutevent WHERE valid_to IS DISTINCT FROM valid_from
                ORDER BY 1, 2, 3
            """)
            rows: list[tuple[object, ...]] = cursor.fetchall()
            return rows

    in_order = sorted(batch, key=lambda change: change.day or TODAY)
    with transaction.atomic():
        for change in in_order:
            record(change)
        one_by_one = stored()
        transaction.set_rollback(True)
    with transaction.atomic():
        record(*in_order)
        at_once = stored()
        transaction.set_rollback(True)
    assert at_once == one_by_one
