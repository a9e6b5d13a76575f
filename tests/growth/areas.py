"""`python -m tests.growth.areas`: the facts of the roll-up on two servers, parted by area.

What docs/scaling.md says of more than one PostgreSQL, tried with postgres_fdw as far as that goes.
"""
# ruff: noqa: S608  # names of ours

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402  # after the set-up
from django.db import connection  # noqa: E402  # the same

from core.rollups import statement  # noqa: E402  # the same
from ozg_hessen import embedded  # noqa: E402  # the same
from ozg_hessen.embedded import postgres  # noqa: E402  # the same
from ozg_hessen.embedded.folders import make_folders, run_as_owner  # noqa: E402  # the same
from ozg_hessen.embedded.places import Places  # noqa: E402  # the same
from programs.rollups import BUDGET, FACTS  # noqa: E402  # the same
from tests.bench.data import TODAY, fill_hessen  # noqa: E402  # the same
from tests.bench.worlds import world  # noqa: E402  # the same
from tests.growth.ledger import grow  # noqa: E402  # the same

NAME = "growth_areas"
TIMES = 10  # as many entries as the benchmark
SPLIT = "04"  # states up to 03 stay, those from 04 on are on the second server
ROUNDS = 5
TABLES = ("facts_whole", "facts_parted")
COLUMNS = """id bigint, booked_on date, ags text, program_id bigint, fiscal_year int, kind text,
    amount_eur numeric(14, 2), is_cash boolean, grant_id bigint"""
WITH_KEY = FACTS.replace("SELECT", "SELECT e.id, e.booked_on,", 1)
FAR = f"""
    CREATE TABLE facts_far ({COLUMNS});
    CREATE INDEX ON facts_far (ags, booked_on);
    CREATE VIEW rollup_far AS {statement(BUDGET, "SELECT * FROM facts_far")};
"""
LINK = """
    CREATE EXTENSION postgres_fdw;
    CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{host}', dbname '{database}',
        fetch_size '10000', batch_size '1000', async_capable 'true', use_remote_estimate 'true');
    CREATE USER MAPPING FOR {role} SERVER far OPTIONS (user '{role}', password_required 'false');
    GRANT USAGE ON FOREIGN SERVER far TO {role};
"""
NEAR = f"""
    CREATE TABLE facts_parted ({COLUMNS}) PARTITION BY RANGE (ags);
    CREATE TABLE facts_near PARTITION OF facts_parted FOR VALUES FROM (MINVALUE) TO ('{SPLIT}');
    CREATE INDEX ON facts_near (ags, booked_on);
    CREATE FOREIGN TABLE facts_far PARTITION OF facts_parted
        FOR VALUES FROM ('{SPLIT}') TO (MAXVALUE) SERVER far;
    IMPORT FOREIGN SCHEMA public LIMIT TO (rollup_far) FROM SERVER far INTO public;
    INSERT INTO facts_parted SELECT * FROM facts_whole;
    ANALYZE facts_near; ANALYZE facts_far;
"""
OF_ONE = "SELECT * FROM {} WHERE ags = '{}' AND booked_on <= '2025-06-30' ORDER BY id"


def main() -> None:
    """Print milliseconds on one server, on two, and their ratio; stop where the rows differ."""
    embedded.ensure_running()
    home = settings.EMBEDDED.home.parent / "servers-areas"
    second = Places(home, home / "run")
    make_folders(second)
    postgres.ensure_running(second, durable=False)
    try:
        with world(NAME, fill_hessen, lambda: grow(TIMES, done=1)):
            _part(second)
            _measure()
    finally:
        postgres.stop(second)
        shutil.rmtree(home)


def _part(second: Places) -> None:
    ours = settings.EMBEDDED
    _as_admin(second, FAR, second.database, role=second.role)
    _as_admin(
        ours, LINK.format(host=second.sockets, database=second.database, role=ours.role), NAME
    )
    _rows(f"CREATE TABLE facts_whole AS {WITH_KEY}", {"at": TODAY})
    _rows("CREATE INDEX ON facts_whole (ags, booked_on)")
    _rows("ANALYZE facts_whole")
    _rows(NEAR)


def _measure() -> None:
    near, far = (
        _rows(f"SELECT min(ags) FROM facts_whole WHERE length(ags) > 2 AND ags {than} '{SPLIT}'")
        for than in ("<", ">=")
    )
    own = statement(BUDGET, "SELECT * FROM facts_near")
    both = f"SELECT * FROM ({own}) n UNION ALL SELECT * FROM rollup_far"
    whole = statement(BUDGET, "SELECT * FROM facts_whole")
    pulled = statement(BUDGET, "SELECT * FROM facts_parted")
    for name, one, two in (
        ("roll-up, facts brought to one server", whole, pulled),
        ("roll-up, each server its own areas", whole, both),
        (
            "export of all",
            "SELECT * FROM facts_whole ORDER BY id",
            "SELECT * FROM facts_parted ORDER BY id",
        ),
        ("past day of a body here", *(OF_ONE.format(t, near[0][0]) for t in TABLES)),
        ("past day of a body there", *(OF_ONE.format(t, far[0][0]) for t in TABLES)),
    ):
        if sorted(map(str, _rows(one))) != sorted(map(str, _rows(two))):
            raise RuntimeError(f"{name}: two servers say other rows than one.")
        before, after = _ms(partial(_rows, one)), _ms(partial(_rows, two))
        print(f"{name:<40}{before:>10,.1f}{after:>10,.1f}{after / before:>8.1f}", flush=True)


def _ms(work: Callable[[], object]) -> float:
    taken = []
    for _round in range(ROUNDS):
        begun = perf_counter()
        work()
        taken.append((perf_counter() - begun) * 1000)
    return min(taken)


def _rows(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
        return rows


def _as_admin(places: Places, sql: str, database: str, *, role: str = "") -> None:
    """What the owner of a database may not: links to other servers."""
    as_role = f"SET ROLE {role};" if role else ""
    run_as_owner(
        [
            *(postgres.programs_of(places) / "psql", "-Xq", "--set=ON_ERROR_STOP=1"),
            *(f"--host={places.sockets}", f"--username={postgres.ADMIN}", f"--dbname={database}"),
            *("--command", as_role + sql),
        ],
        places,
        places.home / "areas.log",
        failure="The servers are not joined.",
    )


main()
