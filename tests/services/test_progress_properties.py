"""Random events with random dates: every month end equals what a plain computation says.

The plain computation knows nothing of chains, roll-ups and stale months: it keeps a list of
states per body and service and takes the last one up to the day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.areas import Level, area_of
from core.calendar import month_ends
from core.rollups import source
from services import months
from services.actions import RolloutChange, RolloutError
from services.checks import chain_faults, check_month
from services.models import MonthEnd, ProgressMonth
from services.rollups import PROGRESS
from tests.services.world import (
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
FLAGS = ("registered", "configured", "listed", "live", "paused", "applicable")
State = dict[str, bool | int | None]

maybe = st.sampled_from([None, None, True, False])
changes = st.builds(
    lambda pair, days, flags, level: RolloutChange(
        pair[1],
        pair[0],
        date(2026, 1, 1) + timedelta(days=days),
        maturity_model=None if level is None else "1.1",
        maturity_level=level,
    )._replace(**dict(zip(FLAGS, flags, strict=True))),
    st.sampled_from([(s, ags) for s, bodies in COMPETENT.items() for ags in bodies]),
    st.integers(0, (TODAY - date(2026, 1, 1)).days),
    st.tuples(maybe, maybe, maybe, maybe, maybe, st.sampled_from([None, None, None, True, False])),
    st.sampled_from([None, None, 1, 2, 3, 4]),
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
        state["level"] = (
            change.maturity_level if change.maturity_model else (before or {}).get("level")
        )
        return state


Counts = tuple[int, int, int, int]


def expected(plain: Plain, day: date) -> dict[tuple[str, str, str], Counts]:
    """competent, reported, live and online pairs per level, area and theme field."""
    totals: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for service, bodies in COMPETENT.items():
        for ags in bodies:
            state = plain.at(ags, service, day)
            competent = state is None or bool(state["applicable"])
            live = state is not None and bool(state["live"])
            level = None if state is None else state["level"]
            counts = (
                competent,
                competent and state is not None,
                live,
                live and level is not None and level >= 2,
            )
            for area in Level:
                key = (area.value, area_of(ags, area) or "", FIELD[service])
                totals[key] = [a + b for a, b in zip(totals[key], counts, strict=True)]
    return {key: (t[0], t[1], t[2], t[3]) for key, t in totals.items()}


def from_series(day: date) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    rows = ProgressMonth.objects.filter(day=day).values_list(
        "level", "ags", "theme_field_id", "competent", "reported", "live"
    )
    return {(level, ags, field): (c, r, n) for level, ags, field, c, r, n in rows}


def from_rollup(day: date) -> dict[tuple[str, str, str], Counts]:
    relation, params = source(PROGRESS, day)
    sql = f"""
        SELECT r.level, r.ags, s.theme_field_id,
            sum(r.competent), sum(r.reported), sum(r.live), sum(r.level_online)
        FROM {relation} r JOIN services_ozgservice s ON s.ozg_id = r.service_id GROUP BY 1, 2, 3
    """  # noqa: S608  # built by the engine
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {row[:3]: (*map(int, row[3:]),) for row in cursor.fetchall()}  # type: ignore[misc]


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
                assert from_series(day) == {key: value[:3] for key, value in wanted.items()}
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
