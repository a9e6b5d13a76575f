"""The full rebuild of both roll-ups against the bare statements, into tables of the same key."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from core import rollups
from core.rollups import REGISTRY, Rollup
from tests.bench.data import TODAY
from tests.bench.result import Result
from tests.bench.timing import medians

ROUNDS = 5


def measure() -> list[Result]:
    for rollup in REGISTRY.values():
        _run(f"CREATE UNLOGGED TABLE bare_{rollup.name} (LIKE {rollup.table} INCLUDING ALL)")
    ours, bare, _tidy = medians(ROUNDS, _rebuild, _bare_statements, _tidy_up)
    return [Result.of("rebuild", ours, bare, at_most=1.5, unit="s")]


def _rebuild() -> None:
    for rollup in REGISTRY.values():
        rollups.rebuild(rollup, at=TODAY, now=timezone.now())


def _bare_statements() -> None:
    for rollup in REGISTRY.values():
        _run(f"TRUNCATE bare_{rollup.name}")
        _run(_bare_statement(rollup))


def _bare_statement(rollup: Rollup) -> str:
    columns = ", ".join((*rollup.key_columns, *rollup.measures))
    select = rollups.statement(rollup)
    into = f"INSERT INTO bare_{rollup.name} (generation, {columns})"
    return f"{into} SELECT 1, g.* FROM ({select}) g"  # noqa: S608 - names given in code


def _tidy_up() -> None:
    """What autovacuum does between two nights."""
    for rollup in REGISTRY.values():
        _run(f"VACUUM {rollup.table}")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"at": TODAY})
