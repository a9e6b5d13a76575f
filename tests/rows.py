"""In tests the tables' owner sets up; requests, actions and tasks ask as the application.

So every page, form, operation, action and task that a test calls is under the rights, the guards
and the policies of the rows, as it is in operation. Demo data is the owner's there too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from programs.rows.whose import ALONE, _whose

OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK")  # would keep or want another role
# Files of the house, by their path in it: what works for people or at night, and what sets up.
WORKS = re.compile(
    r"(accounts|core|municipalities|programs|reports|services)/(.+/)?(actions\b|tasks\.py)"
)
SETS_UP = re.compile(r"demo/|\w+/reference\b|accounts/actions\.py:grant_role_from_console$")
TO_COPY_INTO = re.compile(r"CREATE TEMP TABLE (\w+)")  # by COPY, which no wrapper is told of


def ask_as_application(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have statements of requests on a new connection of the owner run as the application."""
    is_owner = connection.settings_dict["USER"] != settings.APPLICATION_ROLE
    if is_owner and settings.APPLICATION_ROLE and _asked not in connection.execute_wrappers:
        names = [wrapper.__name__ for wrapper in connection.execute_wrappers]
        connection.execute_wrappers.insert(names.index("_with_whose") + 1, _asked)


def end_as_application(connection: BaseDatabaseWrapper) -> None:
    """Ask now, as of the application, what the database asks at the end of a transaction."""
    with connection.connection.cursor() as plain:
        plain.execute(
            f"SET LOCAL ROLE {settings.APPLICATION_ROLE}; SET CONSTRAINTS ALL IMMEDIATE;"
            "SET CONSTRAINTS ALL DEFERRED; RESET ROLE"
        )


def _asked(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    cursor, connection = context["cursor"], context["connection"]
    text = sql if isinstance(sql, str) else sql.as_string(cursor.cursor)
    is_ours = text.startswith(OF_TRANSACTIONS) or any(word in text for word in ALONE)
    if is_ours or not (_whose.get(None) is not None or _is_at_work()):
        return execute(sql, params, many, context)
    if getattr(cursor, "name", None) is not None:
        with _as_application(connection):
            return execute(sql, params, many, context)
    answer = execute(f"SET LOCAL ROLE {settings.APPLICATION_ROLE}; {text}", params, many, context)
    with connection.connection.cursor() as plain:
        if made := TO_COPY_INTO.match(text):
            plain.execute(f"GRANT INSERT ON {made[1]} TO SESSION_USER")
        plain.execute("RESET ROLE")
    return answer


def _is_at_work() -> bool:
    """Whether an action or a task of the house asks, and nothing that loads for the owner."""
    kinds = set()
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        kinds.add(_kind(frame.f_code.co_filename, frame.f_code.co_name))
        frame = frame.f_back
    return WORKS in kinds and SETS_UP not in kinds


@cache
def _kind(file: str, function: str) -> re.Pattern[str] | None:
    place = f"{file.removeprefix(f'{settings.BASE_DIR}/')}:{function}"
    return next((kind for kind in (SETS_UP, WORKS) if kind.match(place)), None)


@contextmanager
def _as_application(connection: BaseDatabaseWrapper) -> Generator[None]:
    """For a cursor of the server, which takes one statement."""
    with connection.connection.cursor() as plain:
        plain.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
        try:
            yield
        except BaseException:
            if not connection.in_atomic_block:
                plain.execute("RESET ROLE")
            raise
        plain.execute("RESET ROLE")
