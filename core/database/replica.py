"""Reads that a streaming replica may answer, while it holds all that the primary held when asked.

Inside, the thread's connection is that of the replica: no query is written for it, and whatever
says something on a new connection (refusals in words, whose rows) says it there too. It has to
have replayed what the primary had flushed to its log when the reading began, so nobody reads less
than they booked or than the standing on the page says. Otherwise, and where it is gone, promoted
or another database, the primary answers (docs/adr/0048-reads-of-a-fresh-replica.md).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from time import monotonic, sleep
from typing import ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from prometheus_client import Counter

P = ParamSpec("P")
T = TypeVar("T")

ALIAS = "replica"  # in DATABASES, where one is named
WAITED_FOR = 0.3  # seconds in which a replica that streams catches up
BETWEEN_LOOKS = 0.01
RESTS_FOR = 10.0  # seconds in which one that was not to be read is not asked again
ROWS_AT_ONCE = 200
POSITION = """
    SELECT pg_current_wal_flush_lsn()::text, (SELECT system_identifier FROM pg_control_system())
"""
REPLAYED = """
    SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()),
        pg_wal_lsn_diff(%(position)s::pg_lsn, pg_last_wal_replay_lsn())::bigint,
        extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float
"""

logger = logging.getLogger(__name__)
reads_of = Counter("ozg_reads", "Reads that a replica may answer, by who answered", ["by"])


class NotReadable(Exception):  # noqa: N818  # reads as what it is
    """The replica is not to be read; the text says why."""


@dataclass(frozen=True)
class Lag:
    """How far a replica is behind the primary; in seconds since its last transaction, 0 at par."""

    bytes: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.bytes} bytes, {self.seconds:.1f} s behind"


@dataclass
class _Rest:
    """Until when a replica that was not to be read is left alone, in this process."""

    until: float = 0.0


rest = _Rest()


def reads_replica(work: Callable[P, T]) -> Callable[P, T]:
    """The function, which only reads, asked of the replica. It returns what is read already."""

    @wraps(work)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        if (replica := _replica()) is not None:
            try:
                with _asked(replica):
                    return work(*args, **kwargs)
            except (OperationalError, InterfaceError) as error:  # gone, or ahead of the reading
                _leave(replica, error)
        return work(*args, **kwargs)

    return reading


def rows_of_replica(make: Callable[[], Iterable[T]]) -> Iterator[T]:
    """The rows of `make`, which only reads, streamed from the replica.

    One that goes before the first rows are there is left for the primary; later it is an error of
    the database, as a primary that goes is.
    """
    if (replica := _replica()) is not None:
        has_begun = False
        try:
            for rows in _batches(make, replica):
                has_begun = True
                yield from rows
            return
        except (OperationalError, InterfaceError) as error:
            _leave(replica, error)
            if has_begun:
                raise
    yield from make()


def _batches(make: Callable[[], Iterable[T]], replica: BaseDatabaseWrapper) -> Iterator[list[T]]:
    """The connection is the replica's only while rows are fetched, not while they are used."""
    with _asked(replica):
        found = iter(make())
        rows = list(islice(found, ROWS_AT_ONCE))
    try:
        while rows:
            yield rows
            with _asked(replica):
                rows = list(islice(found, ROWS_AT_ONCE))
    finally:
        if isinstance(found, Iterator) and (close := getattr(found, "close", None)):
            with _asked(replica):
                close()


def lag() -> Lag | None:
    """How far the replica, which is named, is behind; None where it is not to be read."""
    if monotonic() < rest.until:
        return None
    replica = connections[ALIAS]
    try:
        return _lag(replica, _position())
    except (NotReadable, OperationalError, InterfaceError) as error:
        _leave(replica, error)
        return None


def is_named() -> bool:
    """Whether the house has a replica at all."""
    return ALIAS in connections.settings


def _replica() -> BaseDatabaseWrapper | None:
    """The connection to the replica, if it may be read now; counts who answers.

    Not inside a transaction of the primary, which may hold what nobody else sees yet, nor inside
    another reading, which has the connection already.
    """
    if not is_named():
        return None
    primary = connections[DEFAULT_DB_ALIAS]
    if primary.alias == ALIAS:
        return None
    replica = None
    if not primary.in_atomic_block and monotonic() >= rest.until:
        replica = _fresh(connections[ALIAS])
    reads_of.labels("primary" if replica is None else ALIAS).inc()
    return replica


def _fresh(replica: BaseDatabaseWrapper) -> BaseDatabaseWrapper | None:
    position = _position()
    given_up = monotonic() + WAITED_FOR
    try:
        while (behind := _lag(replica, position)).bytes > 0:
            if monotonic() > given_up:
                raise NotReadable(f"it is {behind.bytes} bytes behind")
            sleep(BETWEEN_LOOKS)
    except (NotReadable, OperationalError, InterfaceError) as error:
        _leave(replica, error)
        return None
    return replica


def _position() -> tuple[str, int]:
    """How far the primary's log is on disk, and which database it is."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(POSITION)
        position, database = cursor.fetchone()
    return position, database


def _lag(replica: BaseDatabaseWrapper, of: tuple[str, int]) -> Lag:
    position, database = of
    with replica.cursor() as cursor:
        cursor.execute(REPLAYED, {"position": position})
        is_replica, its_database, behind, seconds = cursor.fetchone()
    if not is_replica:
        raise NotReadable("it was promoted, or is no replica")
    if its_database != database or behind is None:
        raise NotReadable("it is a replica of another database")
    return Lag(max(behind, 0), (seconds or 0.0) if behind > 0 else 0.0)


def _leave(replica: BaseDatabaseWrapper, why: Exception) -> None:
    """Do not ask the replica for a while; said once for it."""
    rest.until = monotonic() + RESTS_FOR
    replica.close()
    logger.warning("The replica is not read for %.0f s: %s", RESTS_FOR, str(why).strip())


@contextmanager
def _asked(replica: BaseDatabaseWrapper) -> Iterator[None]:
    """Whatever this thread asks of its database inside is asked of the replica."""
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
