"""A past date through the engine, and files of the whole state, against what the machine can do."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection, transaction
from lxml import etree

from core import rollups
from core.areas import Level
from core.as_of import AsOf
from services.choices import CompetenceLevel
from services.imports.rollouts import import_rollouts
from services.models import Competence
from services.rollups import FACTS, MEASURES, PROGRESS
from tests import databases
from tests.bench.memory import more_mb
from tests.bench.result import Result
from tests.bench.timing import medians
from tests.generators import state
from tests.generators.pvog import write_pvog
from tests.generators.xzufi import write_xzufi

IMPORTS = "bench_imports"
PAST = date(2024, 6, 30)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ROUNDS = 3
MOST_MB = 300

# The same state by hand: one grouping per level of area, no more.
BARE = f"""
    SELECT left(f.ags, 2) AS state, left(f.ags, 3) AS region, left(f.ags, 5) AS district, f.ags,
        f.service_id, {", ".join(MEASURES.values())}
    FROM ({FACTS}) f
    GROUP BY GROUPING SETS (
        (left(f.ags, 2), f.service_id), (left(f.ags, 3), f.service_id),
        (left(f.ags, 5), f.service_id), (f.ags, f.service_id)
    )
"""  # noqa: S608  # constants of ours

# The state level alone, by hand.
BARE_STATE = f"""
    SELECT left(f.ags, 2) AS state, f.service_id, {", ".join(MEASURES.values())}
    FROM ({FACTS}) f GROUP BY left(f.ags, 2), f.service_id
"""  # noqa: S608  # constants of ours


def measure() -> list[Result]:
    """The results of this file."""
    return [
        _as_of("as_of", BARE, None),
        _as_of("as_of_state", BARE_STATE, Level.STATE),
        *_imports(),
    ]


def _as_of(name: str, by_hand: str, level: Level | None) -> Result:
    """The whole state on a past day: through the engine, and as a bare statement.

    Whole rows are counted: of columns that nobody reads the planner computes none.
    """

    def engine() -> None:
        relation, params = rollups.source(PROGRESS, at=AsOf(PAST), level=level)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(r) FROM {relation} r", params)  # noqa: S608 - ours

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(r) FROM ({by_hand}) r", {"at": PAST})  # noqa: S608 - ours

    ours, limit = medians(ROUNDS, engine, bare)
    return Result.of(name, ours, limit, at_most=1.5, unit="s")


def _imports() -> list[Result]:
    """Both files against parsing them alone plus COPY of the events they become."""
    before = connection.settings_dict["NAME"]
    databases.clone(IMPORTS)
    try:
        Competence.objects.update(level=CompetenceLevel.UNCLEAR)  # everybody may report everything
        with tempfile.TemporaryDirectory() as folder:
            pvog, xzufi = Path(folder) / "pvog.csv", Path(folder) / "xzufi.xml"
            bodies, services = state.bodies(NOW.date()), state.services()
            write_pvog(pvog, [(ars, name) for _ags, ars, name in bodies], services)
            write_xzufi(
                xzufi,
                [(ags, name) for ags, _ars, name in bodies],
                [(key, name) for key, name, _ozg in services],
            )
            return [
                _import("import_pvog", pvog, _parse_csv),
                _import("import_xzufi", xzufi, _parse_xml),
                _memory("import_pvog_memory", pvog),
                _memory("import_xzufi_memory", xzufi),
            ]
    finally:
        databases.drop(IMPORTS, then=before)


def _import(name: str, path: Path, parse: Callable[[Path], None]) -> Result:
    events = io.StringIO()
    with transaction.atomic():
        import_rollouts(path, by=None, at=NOW)
        with connection.cursor() as cursor:
            cursor.copy_expert("COPY services_rolloutevent TO STDOUT", events)
        transaction.set_rollback(True)

    def limit() -> None:
        parse(path)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE services_rolloutevent DISABLE TRIGGER USER")
            events.seek(0)
            cursor.copy_expert("COPY services_rolloutevent FROM STDIN", events)
            _settle()

    taken, possible = medians(ROUNDS, lambda: _dry_run(path), limit)
    return Result.of(name, taken, possible, at_most=3, unit="s")


def _memory(name: str, path: Path) -> Result:
    """By how much a process grows while it imports the file."""
    grown = more_mb(lambda: _dry_run(path))
    return Result.of(name, grown, MOST_MB, at_most=1, unit="MB")


def _dry_run(path: Path) -> None:
    with transaction.atomic():
        import_rollouts(path, by=None, at=NOW)
        _settle()


def _settle() -> None:
    """Let the database check the keys, as a commit would, and leave the tables empty."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


def _parse_csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for _row in csv.reader(file):
            pass


def _parse_xml(path: Path) -> None:
    for _event, element in etree.iterparse(path, events=("end",)):
        element.clear()
