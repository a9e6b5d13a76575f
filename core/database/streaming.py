"""The rows of a long statement, one after the other, at one moment and with flat memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction


def streamed(statement: str, params: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows as the statement finds them now, whatever is written while they are read.

    The server holds them beyond the transaction of the statement, so what is written between two
    rows is there for others at once. Behind a pool of transactions no session would find them
    again: there one transaction goes on until the last row.
    """
    is_pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    held: Any = transaction.atomic() if is_pooled else nullcontext()
    with held, connection.chunked_cursor() as cursor:
        cursor.execute(statement, params)
        yield from cursor
