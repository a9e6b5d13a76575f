"""Locks on things that are no rows: each number once, with the name of what takes turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """What only one session does at a time, by the number of its advisory lock.

    One number space for the whole database server: a new one is the next number.
    """

    BUILD_TEST_DATABASE = 7_164_001
    MONTH_SERIES = 7_164_002
    CALENDAR = 7_164_003
    BOOK_OF_PAYMENTS = 7_164_004
    SEALS = 7_164_005
    NEW_ROWS = 7_164_006


@contextmanager
def turn_of(what: Turn) -> Iterator[bool]:
    """Whether it is this session's turn; where another one is at it, False at once.

    The lock outlives the transactions of the work: one of its own holds it, on a connection of its
    own, which reads nothing meanwhile. A pool of connections hands a session on after every
    transaction, so that a lock of the session would stay with whoever has it next.
    """
    own = connection.copy()
    own.set_autocommit(False)
    with closing(own):
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [what.value])
            is_ours = bool(cursor.fetchone()[0])
        try:
            yield is_ours
        finally:
            own.rollback()


def wait_for_turn(what: Turn) -> None:
    """Wait until it is this transaction's turn; the turn ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [what.value])
