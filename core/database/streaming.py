"""The rows of a long statement, one after the other, at one moment and with flat memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from django.db import connection, transaction

ROWS_AT_ONCE = 10_000


def streamed(statement: str, params: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows as the statement finds them now, whatever is written while they are read.

    The server holds them beyond the transaction of the statement, so what is written between two
    rows is there for others at once. Behind a pool of transactions no session would find them
    again: there one transaction goes on until the last row.
    """
    is_pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    with ExitStack() as until_the_last_row:
        if is_pooled:
            until_the_last_row.enter_context(transaction.atomic())
        cursor = until_the_last_row.enter_context(connection.chunked_cursor())
        with transaction.atomic():
            _plan_for_all_rows()
            cursor.execute(statement, params)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def _plan_for_all_rows() -> None:
    """The server would else choose the plan that finds the first tenth of the rows soonest."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
