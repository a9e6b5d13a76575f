"""One engine for all roll-ups: declared in the apps, computed by one SQL statement each.

A roll-up is facts at a date, dimensions, measures and a target table. The engine turns it into
one `INSERT ... SELECT ... GROUP BY GROUPING SETS` over four levels of area and offers `rebuild`,
`refresh`, `source` (current or any past date) and `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from core.areas import PREFIX_LENGTH, Level
from core.models import DirtyKey, RollupRow, RollupState

type_of_row = tuple[Any, ...]
Groups = dict[type_of_row, type_of_row]

BATCH = 500


@dataclass(frozen=True)
class Rollup:
    """The declaration of one roll-up.

    `facts` is a SELECT with the columns `ags`, the dimensions and whatever the measures add up;
    it may use the parameter %(at)s. `measures` maps target columns to aggregates over the facts.
    `recompute` is the independent second computation: it yields the same rows, keyed by
    (level, ags, *dimensions), without using `facts`.
    """

    name: str
    target: type[RollupRow]
    facts: str
    dimensions: tuple[str, ...]
    measures: Mapping[str, str]
    recompute: Callable[[date], Groups]

    @property
    def table(self) -> str:
        return self.target._meta.db_table

    @property
    def key_columns(self) -> tuple[str, ...]:
        return ("level", "ags", *self.dimensions)


REGISTRY: dict[str, Rollup] = {}


def register(rollup: Rollup) -> Rollup:
    """Make `rollup` known to the engine; called once where the app declares it."""
    REGISTRY[rollup.name] = rollup
    return rollup


def statement(rollup: Rollup, facts: str | None = None) -> str:
    """The SELECT that computes `rollup`: level, ags, dimensions, measures."""
    dims = ", ".join(rollup.dimensions)
    measures = ", ".join(f"{sql} AS {column}" for column, sql in rollup.measures.items())
    areas = {level: f"a{length}" for level, length in PREFIX_LENGTH.items()}
    cuts = ", ".join(
        f"CASE WHEN length(x.ags) >= {length} THEN left(x.ags, {length}) END AS a{length}"
        for length in PREFIX_LENGTH.values()
    )
    body = f"CASE WHEN length(x.ags) >= {PREFIX_LENGTH[Level.DISTRICT]} THEN x.ags END AS body"
    areas[Level.BODY] = "body"
    levels = " ".join(
        f"WHEN GROUPING({column}) = 0 THEN '{level.value}'" for level, column in areas.items()
    )
    sets = ", ".join(f"({column}, {dims})" for column in areas.values())
    key = f"COALESCE({', '.join(areas.values())})"
    return (
        f"SELECT CASE {levels} END AS level, {key} AS ags, {dims}, {measures} "
        f"FROM (SELECT x.*, {cuts}, {body} FROM ({facts or rollup.facts}) x) f "
        f"GROUP BY GROUPING SETS ({sets}) HAVING {key} IS NOT NULL"
    )


@transaction.atomic
def rebuild(rollup: Rollup, *, at: date, now: datetime) -> int:
    """Compute everything into a new generation and switch readers to it; returns its row count.

    Holds the lock of the roll-up's state, so a refresh waits. Groups touched before the
    statement's snapshot are settled by it; keys noted later stay for the next refresh.
    """
    state = _locked_state(rollup)
    settled = list(_lock_keys(rollup).values_list("pk", flat=True))
    generation = state.generation + 1
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {rollup.table} (generation, {columns}) "
            f"SELECT %(generation)s, g.* FROM ({statement(rollup)}) g",
            {"generation": generation, "at": at},
        )
        count = cursor.rowcount
        cursor.execute(f"DELETE FROM {rollup.table} WHERE generation <> %s", [generation])
    _forget(settled)
    state.generation = generation
    state.as_of = at
    state.computed_at = now
    state.checked_at = None
    state.differences = None
    state.difference_rows = []
    state.save()
    return count


@transaction.atomic
def refresh(rollup: Rollup, *, at: date, now: datetime) -> int:
    """Recompute the touched groups and their ancestors from the facts; returns the keys settled.

    Recompute, not increment: running twice or dying half-way changes nothing. A key that means
    "everything", or a roll-up that was never built, becomes a rebuild.
    """
    state = _locked_state(rollup)
    keys = list(_lock_keys(rollup)[:BATCH])
    if not keys:
        return 0
    if state.generation == 0 or any(not key.key for key in keys):
        rebuild(rollup, at=at, now=now)
        return len(keys)
    groups = sorted({(key.ags, *(key.key[d] for d in rollup.dimensions)) for key in keys})
    _recompute_groups(rollup, groups, state.generation, at)
    _forget([key.pk for key in keys])
    RollupState.objects.filter(pk=state.pk).update(computed_at=now)
    return len(keys)


def refresh_all(*, at: date, now: datetime) -> int:
    """Drain the touched groups of all roll-ups; returns the number of keys settled."""
    settled = 0
    for rollup in REGISTRY.values():
        while count := refresh(rollup, at=at, now=now):
            settled += count
    return settled


def source(rollup: Rollup, at: date | None = None) -> tuple[str, dict[str, Any]]:
    """A relation in parentheses with the roll-up's columns, and its parameters.

    Without a date it reads the current generation; with one it computes that date from the
    facts by the same statement.
    """
    if at is not None:
        return f"({statement(rollup)})", {"at": at}
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    current = "SELECT generation FROM core_rollupstate WHERE name = %(rollup)s"
    return (
        f"(SELECT {columns} FROM {rollup.table} WHERE generation = ({current}))",
        {"rollup": rollup.name},
    )


def check(rollup: Rollup, *, now: datetime) -> list[dict[str, Any]]:
    """Compare the stored roll-up with its independent second computation, row by row.

    Stores count and the first hundred differences with the roll-up's state and returns all.
    Reads in one snapshot; keys not yet refreshed show up as differences, so refresh first.
    """
    with transaction.atomic():
        state = _locked_state(rollup)
        expected = rollup.recompute(state.as_of or now.date())
        stored = dict(_stored_groups(rollup))
        differences = list(_differences(rollup, stored, expected))
        state.checked_at = now
        state.differences = len(differences)
        state.difference_rows = differences[:100]
        state.save()
    return differences


def _locked_state(rollup: Rollup) -> RollupState:
    RollupState.objects.get_or_create(name=rollup.name)
    return RollupState.objects.select_for_update().get(name=rollup.name)


def _lock_keys(rollup: Rollup) -> Any:
    keys = DirtyKey.objects.select_for_update(skip_locked=True)
    return keys.filter(rollup=rollup.name).order_by("pk")


def _forget(keys: list[int]) -> None:
    DirtyKey.objects.filter(pk__in=keys).delete()


def _recompute_groups(
    rollup: Rollup, groups: list[type_of_row], generation: int, at: date
) -> None:
    """Replace the rows of the touched `groups` (ags, *dimensions) and of all areas above them."""
    dims = rollup.dimensions
    names = ", ".join(("ags", *dims))
    placeholders = ", ".join(["(" + ", ".join(["%s"] * (1 + len(dims))) + ")"] * len(groups))
    same = " AND ".join(f"f.{dim} = t.{dim}" for dim in dims)
    # ':' follows '9', so state .. state || ':' is the range of all keys with that prefix.
    facts = (
        f"SELECT f.* FROM ({rollup.facts}) f JOIN (SELECT DISTINCT left(ags, 2) AS state, "
        f"{', '.join(dims)} FROM touched) t ON {same} "
        f"AND f.ags >= t.state AND f.ags < t.state || ':'"
    )
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    is_touched = (
        f"EXISTS (SELECT 1 FROM touched t WHERE {' AND '.join(f't.{d} = g.{d}' for d in dims)} "
        f"AND ((g.level = 'body' AND g.ags = t.ags) OR "
        f"(g.level <> 'body' AND starts_with(t.ags, g.ags))))"
    )
    with connection.cursor() as cursor:
        values = [value for group in groups for value in group]
        touched = cursor.mogrify(f"(VALUES {placeholders})", values).decode()
        with_touched = f"WITH touched ({names}) AS {touched} "
        cursor.execute(
            f"{with_touched} DELETE FROM {rollup.table} g "
            f"WHERE g.generation = {int(generation)} AND {is_touched}"
        )
        cursor.execute(
            f"{with_touched.replace('%', '%%')} INSERT INTO {rollup.table} (generation, {columns}) "
            f"SELECT {int(generation)}, g.* FROM ({statement(rollup, facts)}) g WHERE {is_touched}",
            {"at": at},
        )


def _stored_groups(rollup: Rollup) -> Iterator[tuple[type_of_row, type_of_row]]:
    width = len(rollup.key_columns)
    relation, params = source(rollup)
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {relation} r", params)
        for row in cursor.fetchall():
            yield row[:width], row[width:]


def _differences(rollup: Rollup, stored: Groups, expected: Groups) -> Iterator[dict[str, Any]]:
    for key in sorted(stored.keys() | expected.keys(), key=str):
        if stored.get(key) != expected.get(key):
            yield {
                "rollup": rollup.name,
                "key": [str(part) for part in key],
                "stored": _as_text(stored.get(key)),
                "expected": _as_text(expected.get(key)),
            }


def _as_text(values: type_of_row | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]
