"""One engine for all roll-ups: declared in the apps, computed by one SQL statement each.

A roll-up is facts at a date, dimensions, measures and a target table. The engine turns it into
one `INSERT ... SELECT ... GROUP BY GROUPING SETS` over four levels of area and offers `rebuild`,
`refresh`, `source` (current or any past date) and `check`.
"""
# ruff: noqa: S608 - names of tables and columns come from declarations in code, values are parameters

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from core.areas import PREFIX_LENGTH, STATE_AGS, Level, area_of
from core.as_of import AsOf
from core.database.area_sums import AreaSums, add_up
from core.models import DirtyKey, RollupRow, RollupState

type_of_row = tuple[Any, ...]
Difference = tuple[type_of_row, type_of_row | None, type_of_row | None]  # key, stored, expected
Groups = dict[type_of_row, type_of_row]

# Asked for inside the statement: the planner has no statistics on a generation just switched on,
# takes it for empty when it sees the number, and reads the whole table.
CURRENT = "SELECT generation FROM core_rollupstate WHERE name = %(rollup)s"
REBUILD_MEMORY = "128MB"  # for each sort: the facts of all of Germany do not fit into the usual
LATE_AT_MOST = timedelta(hours=1)  # what a refresh queued before midnight may be behind
REBUILD_FROM = 2000  # touched groups; recomputing more of them takes longer than everything


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
    compare: Callable[[date], Iterable[Difference]] = lambda at: ()
    sums: AreaSums | None = None

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


def statement(rollup: Rollup, facts: str | None = None, *, level: Level | None = None) -> str:
    """The SELECT that computes `rollup`: level, ags, dimensions, measures; of one level or all."""
    dims = ", ".join(rollup.dimensions)
    measures = ", ".join(f"{sql} AS {column}" for column, sql in rollup.measures.items())
    areas = {level: f"a{length}" for level, length in PREFIX_LENGTH.items()}
    cuts = ", ".join(
        f"CASE WHEN length(x.ags) >= {length} THEN left(x.ags, {length}) END AS a{length}"
        for length in PREFIX_LENGTH.values()
    )
    body = f"CASE WHEN length(x.ags) >= {PREFIX_LENGTH[Level.DISTRICT]} THEN x.ags END AS body"
    areas[Level.BODY] = "body"
    if level is not None:
        areas = {level: areas[level]}
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

    Holds the lock of the roll-up's state, so a refresh waits. The touched groups are taken first:
    what was noted before is in the facts read after, what is noted later stays for the next.
    """
    state = _locked_state(rollup)
    DirtyKey.objects.filter(rollup=rollup.name).delete()
    generation = state.generation + 1
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{REBUILD_MEMORY}'")
        cursor.execute(
            f"INSERT INTO {rollup.table} (generation, {columns}) "
            f"SELECT %(generation)s, g.* FROM ({statement(rollup)}) g",
            {"generation": generation, "at": at},
        )
        count: int = cursor.rowcount
        cursor.execute(f"DELETE FROM {rollup.table} WHERE generation <> %s", [generation])
        _analyze_if_grown(cursor, rollup.table, count)
        if rollup.sums:
            add_up(cursor, rollup.sums, rollup.target, generation)
    state.generation = generation
    state.version += 1
    state.as_of = at
    state.computed_at = now
    state.differences = None
    state.difference_rows = []
    state.save()
    return count


@transaction.atomic
def refresh(rollup: Rollup, *, at: date, now: datetime) -> int:
    """Recompute the touched groups and their ancestors from the facts; returns the keys settled.

    Recompute, not increment: running twice or dying half-way changes nothing. It becomes a
    rebuild where that is cheaper or needed: a key that means "everything", many keys, a roll-up
    that was never built, or a new day, on which facts begin and end without being touched. What
    a clock that ran ahead computed for a day to come is replaced; a refresh that comes late, with
    the day before midnight, stays with the newer day.
    """
    state = _locked_state(rollup)
    keys = take_keys(rollup.name, limit=REBUILD_FROM)
    is_new_day = state.as_of is None or state.as_of < at
    if (
        is_new_day
        or _is_ahead(state, at, now)
        or len(keys) == REBUILD_FROM
        or not all(touched.key for touched in keys)
    ):
        rebuild(rollup, at=at, now=now)
    elif keys:
        _recompute_groups(rollup, _groups(rollup, keys), state)
        RollupState.objects.filter(pk=state.pk).update(computed_at=now, version=state.version + 1)
    return len(keys)


def _is_ahead(state: RollupState, at: date, now: datetime) -> bool:
    """Whether the roll-up was computed by a clock that ran ahead of this one."""
    if state.as_of is None or state.computed_at is None or state.as_of <= at:
        return False
    return state.computed_at - now > LATE_AT_MOST


def refresh_all(*, at: date, now: datetime) -> int:
    """Drain the touched groups of all roll-ups; returns the number of keys settled."""
    settled = 0
    for rollup in REGISTRY.values():
        while count := refresh(rollup, at=at, now=now):
            settled += count
    return settled


def source(
    rollup: Rollup,
    *,
    at: AsOf,
    area: str = STATE_AGS,
    body: str = "",
    level: Level | None = None,
) -> tuple[str, dict[str, Any]]:
    """A relation in parentheses with the roll-up's columns, and its parameters.

    Of today it reads the current generation; any other day it computes from the facts by the same
    statement. There `area`, `body` and `level` say what is asked for and are all that is computed:
    the caller names the rows it wants as well, since today the relation holds every row.
    """
    if not at.is_today:
        facts, params = _facts_in(rollup, area, body)
        computed = statement(rollup, facts, level=level)
        # Computed once and as a whole: else the planner, not knowing its size, joins it in loops.
        kept = f"(WITH computed AS MATERIALIZED ({computed}) SELECT * FROM computed)"
        return kept, {"at": at.day, **params}
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    return (
        f"(SELECT {columns} FROM {rollup.table} WHERE generation = ({CURRENT}))",
        {"rollup": rollup.name},
    )


def _facts_in(rollup: Rollup, area: str, body: str) -> tuple[str, dict[str, Any]]:
    """The facts of one area or one body; the planner carries the condition into their joins."""
    if body:
        return f"SELECT w.* FROM ({rollup.facts}) w WHERE w.ags = %(only)s", {"only": body}
    if area == STATE_AGS:
        return rollup.facts, {}
    within = f"SELECT w.* FROM ({rollup.facts}) w WHERE w.ags LIKE %(only)s"
    return within, {"only": f"{area}%"}


def check(rollup: Rollup, *, now: datetime) -> list[dict[str, Any]]:
    """Compare the stored roll-up with its independent second computation, row by row.

    Stores count and the first hundred differences with the roll-up's state and returns all.
    Reads one snapshot, in which a group is either settled or noted: noted ones are left out,
    they are about to be recomputed.
    """
    with snapshot():
        state = RollupState.objects.get_or_create(name=rollup.name)[0]
        noted = DirtyKey.objects.filter(rollup=rollup.name).values_list("ags", "key")
        unsettled = _groups(rollup, [Touched(ags, key) for ags, key in noted if key])
        at = state.as_of or timezone.localdate(now)
        found = [
            (key, stored, wanted)
            for key, stored, wanted in _pairs(dict(_stored_groups(rollup)), rollup.recompute(at))
            if stored != wanted and key not in unsettled
        ]
        found += rollup.compare(at)
    differences = [_difference(rollup, *difference) for difference in found]
    RollupState.objects.filter(pk=state.pk, generation=state.generation).update(
        checked_at=now, differences=len(differences), difference_rows=differences[:100]
    )
    return differences


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment; inside a transaction, that one's rules hold."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _analyze_if_grown(cursor: CursorWrapper, table: str, count: int) -> None:
    """Tell the planner about a table it believes small: its plans would take minutes until then."""
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    if cursor.fetchone()[0] * 2 < count:
        cursor.execute(f"ANALYZE {table}")


def _locked_state(rollup: Rollup) -> RollupState:
    RollupState.objects.get_or_create(name=rollup.name)
    return RollupState.objects.select_for_update().get(name=rollup.name)


class Touched(NamedTuple):
    """A note of what changed: where, which group (empty: all), and since which day of the past."""

    ags: str
    key: dict[str, Any]
    since: date | None = None


def take_keys(name: str, *, limit: int | None = None) -> list[Touched]:
    """Remove what was noted for `name` from the list and return it; a rollback puts it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM core_dirtykey WHERE id IN (SELECT id FROM core_dirtykey WHERE rollup = %s "
            "ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING ags, key, since",
            [name, limit],
        )
        return [Touched(ags, json.loads(key), since) for ags, key, since in cursor.fetchall()]


def _groups(rollup: Rollup, keys: list[Touched]) -> set[type_of_row]:
    """The groups (level, ags, *dimensions) that contain the touched ones, themselves included."""
    return {
        (level.value, area, *(touched.key[dimension] for dimension in rollup.dimensions))
        for touched in keys
        for level in Level
        if (area := area_of(touched.ags, level))
    }


def _recompute_groups(rollup: Rollup, groups: set[type_of_row], state: RollupState) -> None:
    """Replace the rows of `groups` by what the facts say."""
    dims = rollup.dimensions
    names = ", ".join(rollup.key_columns)
    same = " AND ".join(f"g.{column} = t.{column}" for column in rollup.key_columns)
    same_dims = " AND ".join(f"f.{dimension} = t.{dimension}" for dimension in dims)
    # ':' follows '9', so state .. state || ':' is the range of all keys with that prefix.
    facts = (
        f"SELECT f.* FROM (SELECT DISTINCT left(ags, 2) AS state, {', '.join(dims)} "
        f"FROM touched) t JOIN ({rollup.facts}) f ON {same_dims} "
        f"AND f.ags >= t.state AND f.ags < t.state || ':'"
    )
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    with connection.cursor() as cursor:
        rows = [cursor.mogrify("(" + ", ".join(["%s"] * len(g)) + ")", g) for g in sorted(groups)]
        values = b", ".join(rows).decode().replace("%", "%%")
        touched = f"WITH touched ({names}) AS (VALUES {values}) "
        cursor.execute(
            f"{touched} DELETE FROM {rollup.table} g USING touched t "
            f"WHERE g.generation = ({CURRENT}) AND {same}",
            {"rollup": rollup.name},
        )
        cursor.execute(
            f"{touched} INSERT INTO {rollup.table} (generation, {columns}) "
            f"SELECT {state.generation:d}, g.* FROM ({statement(rollup, facts)}) g "
            f"JOIN touched t ON {same}",
            {"at": state.as_of},
        )
        if rollup.sums:
            areas = sorted({(level, ags) for level, ags, *_dimensions in groups})
            add_up(cursor, rollup.sums, rollup.target, state.generation, areas)


def _stored_groups(rollup: Rollup) -> Iterator[tuple[type_of_row, type_of_row]]:
    width = len(rollup.key_columns)
    relation, params = source(rollup, at=AsOf.today())
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {relation} r", params)
        for row in cursor.fetchall():
            yield row[:width], row[width:]


def _pairs(stored: Groups, expected: Groups) -> Iterator[Difference]:
    for key in sorted(stored.keys() | expected.keys()):
        yield key, stored.get(key), expected.get(key)


def _difference(
    rollup: Rollup, key: type_of_row, stored: type_of_row | None, expected: type_of_row | None
) -> dict[str, Any]:
    return {
        "rollup": rollup.name,
        "key": [str(part) for part in key],
        "stored": _as_text(stored),
        "expected": _as_text(expected),
    }


def _as_text(values: type_of_row | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]
