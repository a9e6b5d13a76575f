"""One bare row in each table with policies, all of them on one case of one body."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from programs.rows.declared import declared

BODY_COLUMNS = {"lead_id", "municipality_id"}
LOOSEN = """
SELECT string_agg(format('DROP CONSTRAINT %%I CASCADE', conname), ', ') FROM pg_constraint c
WHERE conrelid = %s::regclass AND contype IN ('f', 'c', 'u', 'x', 'n') AND NOT EXISTS (
    SELECT FROM pg_constraint p WHERE p.conrelid = c.conrelid AND p.contype = 'p'
        AND c.contype = 'n' AND p.conkey @> c.conkey)
"""
COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND atttypid <> 'uuid'::regtype
    AND (attname IN ('id', 'pgh_id') OR attname LIKE '%%\\_id' OR attname = 'pgh_obj_id')
"""


def add_bare_rows(body: str) -> None:
    """A row with nothing but its keys, which are all 1, in each table; `body` where a body stands.

    Takes constraints and triggers off for it, so it wants a transaction that is rolled back.
    """
    tables = [rows.table for rows in declared()]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            _loosen(cursor, table)
        for table in tables:
            _add(cursor, table, body)


def _loosen(cursor: CursorWrapper, table: str) -> None:
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(LOOSEN, [table])
    if dropped := cursor.fetchone()[0]:
        cursor.execute(f"ALTER TABLE {table} {dropped}")


def _add(cursor: CursorWrapper, table: str, body: str) -> None:
    cursor.execute(COLUMNS, [table])
    keys = {name: body if name in BODY_COLUMNS else "1" for (name,) in cursor.fetchall()}
    names, values = ", ".join(keys), ", ".join(f"'{value}'" for value in keys.values())
    cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")  # noqa: S608  # ours


@contextmanager
def raw(bodies: str | None) -> Iterator[CursorWrapper]:
    """SQL of the role of the application, past Django's say, for `bodies` (None: not said)."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SAVEPOINT raw")
        cursor.execute(f"SET LOCAL ROLE {settings.APPLICATION_ROLE}")
        cursor.execute("SET LOCAL ozg.bodies = %s", [bodies or ""])
        try:
            yield cursor
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT raw")


def counts(bodies: str | None) -> dict[str, int]:
    """How many rows of each table raw SQL sees."""
    found = {}
    with raw(bodies) as cursor:
        for rows in declared():
            cursor.execute(f"SELECT count(*) FROM {rows.table}")  # noqa: S608  # names of ours
            found[rows.table] = cursor.fetchone()[0]
    return found
