"""The role of the application as whoever broke into it has it: raw SQL, past every action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection, transaction


@contextmanager
def as_application() -> Iterator[None]:
    """Everything Django does inside runs as the role of the application."""
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = settings.APPLICATION_ROLE
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = owner


def refusal(statement: str) -> str:
    """What the database says to the statement by the end of its transaction; empty: nothing.

    With the name of the rule, where it has one.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError as error:
        rule = error.__cause__.diag.constraint_name  # type: ignore[union-attr]  # psycopg's own
        return f"{error} {rule or ''}"
    return ""
