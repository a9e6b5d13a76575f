"""In tests the tables' owner sets up; what a request asks, for whomever, the application asks.

So every page, form and operation that a test opens is under the rights and under the policies of
the rows, as it is in operation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from programs.rows.whose import ALONE, _whose

OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK")  # would keep or want another role
TO_COPY_INTO = re.compile(r"CREATE TEMP TABLE (\w+)")  # by COPY, which no wrapper is told of


def ask_as_application(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have statements of requests on a new connection of the owner run as the application."""
    is_owner = connection.settings_dict["USER"] != settings.APPLICATION_ROLE
    if is_owner and settings.APPLICATION_ROLE and _asked not in connection.execute_wrappers:
        names = [wrapper.__name__ for wrapper in connection.execute_wrappers]
        connection.execute_wrappers.insert(names.index("_with_whose") + 1, _asked)


def _asked(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    cursor, connection = context["cursor"], context["connection"]
    text = sql if isinstance(sql, str) else sql.as_string(cursor.cursor)
    is_ours = text.startswith(OF_TRANSACTIONS) or any(word in text for word in ALONE)
    is_of_request = _whose.get(None) is not None
    if is_ours or not is_of_request:
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
