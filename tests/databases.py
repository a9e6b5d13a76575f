"""One template database with migrations and reference data; the tests work on clones of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

from core.locks import Turn

PREFIX = "ozg_template_"
SHAPES_THE_TEMPLATE = (
    "requirements.txt",
    "core/database/*.py",
    "ozg_hessen/apps.py",
    "programs/rows/*.py",
    "*/migrations/*.py",
    "*/management/commands/load_reference.py",
    "*/reference.py",
    "*/imports/*.py",
    "*/reference/**/*",
)
# Guards that ask who is signed in are told the role a statement took: see tests/rows.py.
WHO_ASKS = """
DO $$
DECLARE guard text;
BEGIN
    FOR guard IN SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE prosrc LIKE '%session_user%' AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE replace(guard, 'session_user', $role$
            (CASE current_setting('role') WHEN 'none' THEN session_user
                ELSE current_setting('role')::name END)$role$);
    END LOOP;
END $$
"""


def clone(name: str) -> None:
    """Make the database `name` anew from the template and connect Django to it."""
    connection.close()  # it may be one to the database that goes
    with _maintenance() as cursor:
        template = _template(cursor)
        _drop(cursor, name)
        _execute(cursor, "CREATE DATABASE {} TEMPLATE {}", name, template)
    connect_to(name)
    with connection.cursor() as cursor:
        cursor.execute(WHO_ASKS)


@contextmanager
def empty(name: str) -> Iterator[None]:
    """Django works on a new database without a table, then goes back to its own.

    It is called `name` and, as two workers may need one at once, after its worker.
    """
    before = connection.settings_dict["NAME"]
    name += os.environ.get("PYTEST_XDIST_WORKER", "")
    with _maintenance() as cursor:
        _execute(cursor, "CREATE DATABASE {}", name)
    connect_to(name)
    yield
    drop(name, then=before)


def drop(name: str, *, then: str) -> None:
    """Drop the database `name` and connect Django to the database `then`."""
    connection.close()
    connect_to(then)
    with _maintenance() as cursor:
        _drop(cursor, name)


def connect_to(name: str) -> None:
    """Connect Django to the database `name`."""
    connection.close()
    connection.settings_dict["NAME"] = name  # shared by the connections of all threads


def move_to(name: str) -> None:
    """The same, unless Django is connected to it already."""
    if connection.settings_dict["NAME"] != name:
        connect_to(name)


def url() -> str:
    """The address of Django's database, for commands that a test starts."""
    at = connection.settings_dict
    login = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    place = {"host": at["HOST"], "port": at["PORT"], **at["OPTIONS"]}
    query = urlencode({key: value for key, value in place.items() if value})
    return f"postgres://{login}@/{at['NAME']}?{query}"


@contextmanager
def _maintenance() -> Iterator[CursorWrapper]:
    """A cursor outside any transaction and outside the databases of the tests."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [Turn.BUILD_TEST_DATABASE.value])
        yield cursor


def _template(cursor: CursorWrapper) -> str:
    """The name of the template, built unless it stands; templates of older code are dropped."""
    name = PREFIX + _key()
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
    there = {row[0] for row in cursor.fetchall()}
    if name in there:
        return name
    for old in there:
        _drop(cursor, old)
    draft = PREFIX + "draft"
    _execute(cursor, "CREATE DATABASE {}", draft)
    before = connection.settings_dict["NAME"]
    connect_to(draft)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
    finally:
        connect_to(before)
    _execute(cursor, "ALTER DATABASE {} RENAME TO {}", draft, name)
    return name


@cache
def _key() -> str:
    digest = hashlib.sha256()
    for pattern in SHAPES_THE_TEMPLATE:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            if path.is_file() and "tests" not in path.parts:
                digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _drop(cursor: CursorWrapper, name: str) -> None:
    try:
        _execute(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    except ProgrammingError:  # a process of another role is just leaving: waited for without force
        _execute(cursor, "DROP DATABASE IF EXISTS {}", name)


def _execute(cursor: CursorWrapper, statement: str, *names: str) -> None:
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
