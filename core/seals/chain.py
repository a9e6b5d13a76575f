"""The chain of seals over what is only added: ledgers and histories. See docs/adr/0035.

A seal covers the rows added to one table since the last one. Its digest is over the digest of the
seal before it, of whatever table, and over its rows; all is computed in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction
from pghistory.models import Event

from core.database.triggers import APPEND_ONLY
from core.locks import Turn, wait_for_turn
from core.models import Seal

BLOCK = 10_000  # rows under one seal
START = "0" * 64  # what the first seal follows
MARK = 8  # bytes kept of the hash of each row, to name the one that was changed
# What a row says must not hang on who asks: zone and style of days are the same for everybody.
PLAIN = """
    SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';
    SET LOCAL IntervalStyle = 'postgres'
"""
ROWS = """
    SELECT t.{key} AS id, sha256(convert_to(ROW({columns})::text, 'UTF8')) AS hash
    FROM {table} t {context} WHERE t.{key} BETWEEN %(first)s AND %(last)s
"""
SEALED = """
    SELECT count(*), coalesce(string_agg(substr(hash, 1, {mark}), ''::bytea ORDER BY id), ''),
        encode(sha256(convert_to(%(previous)s, 'UTF8') || convert_to(%(table)s, 'UTF8')
            || coalesce(string_agg(hash, ''::bytea ORDER BY id), '')), 'hex')
    FROM ({rows}) r
"""
MARKED = "SELECT id, substr(hash, 1, {mark}) FROM ({rows}) r ORDER BY id"


@dataclass(frozen=True)
class Sealed:
    """A table whose rows are sealed; `with_context`: with who was behind each change."""

    table: str
    key: str
    columns: tuple[str, ...]
    with_context: bool

    def rows(self) -> str:
        """The rows of a span with their hashes, in SQL."""
        columns = [f't."{column}"' for column in self.columns]
        context = ""
        if self.with_context:
            columns.append("c.metadata")
            context = "LEFT JOIN pghistory_context c ON c.id = t.pgh_context_id"
        return ROWS.format(
            key=self.key, columns=", ".join(columns), table=f'"{self.table}"', context=context
        )


def sealed_tables() -> list[Sealed]:
    """The ledgers and every history, by name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy or not _is_only_added(model):
            continue
        columns = tuple(str(field.column) for field in meta.concrete_fields)
        is_history = issubclass(model, Event)
        found[meta.db_table] = Sealed(meta.db_table, str(meta.pk.column), columns, is_history)
    return [found[name] for name in sorted(found)]


def _is_only_added(model: type[models.Model]) -> bool:
    """Histories, and tables that refuse changes; a key that does not count up has no order."""
    names = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
    counts = isinstance(model._meta.pk, models.AutoField)
    return counts and model is not Seal and (issubclass(model, Event) or APPEND_ONLY in names)


def seal_history(*, at: datetime) -> str:
    """Seal what was added since the last time; the head of the chain, in hexadecimal digits.

    Sealing takes turns; whoever writes meanwhile waits only while the last row is looked up.
    """
    for sealed in sealed_tables():
        _seal(sealed, upto=_last_row(sealed), at=at)
    return head()


def head() -> str:
    """The digest of the newest seal, which stands for all rows before it."""
    newest = Seal.objects.order_by("pk").last()
    return newest.digest if newest is not None else START


def _last_row(sealed: Sealed) -> int:
    """The highest key of the table; every row below it is committed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{sealed.table}" IN SHARE MODE')  # waits for writers
        cursor.execute(f'SELECT coalesce(max({sealed.key}), 0) FROM "{sealed.table}"')  # noqa: S608
        return int(cursor.fetchone()[0])


def _seal(sealed: Sealed, *, upto: int, at: datetime) -> None:
    """Seals for the rows of a table up to a key, a block at a time."""
    while True:
        with transaction.atomic():
            wait_for_turn(Turn.SEALS)
            newest = Seal.objects.filter(table=sealed.table).order_by("pk").last()
            first = newest.last + 1 if newest is not None else 1
            if first > upto:
                return
            last = min(first + BLOCK - 1, upto)
            previous = head()
            count, marks, digest = digest_of(sealed, previous, first, last)
            Seal.objects.create(
                table=sealed.table,
                columns=list(sealed.columns),
                first=first,
                last=last,
                count=count,
                marks=marks,
                previous=previous,
                digest=digest,
                made_at=at,
            )


def digest_of(sealed: Sealed, previous: str, first: int, last: int) -> tuple[int, bytes, str]:
    """How many rows the span has, their marks, and the digest that follows `previous`."""
    statement = SEALED.format(mark=MARK, rows=sealed.rows())
    values: dict[str, str | int] = {
        "previous": previous,
        "table": sealed.table,
        "first": first,
        "last": last,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN)
        cursor.execute(statement, values)
        count, marks, digest = cursor.fetchone()
    return int(count), bytes(marks), str(digest)


def rows_of(sealed: Sealed, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    """The keys of a span with the marks their rows have now."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN)
        cursor.execute(MARKED.format(mark=MARK, rows=sealed.rows()), {"first": first, "last": last})
        for key, mark in cursor.fetchall():
            yield int(key), bytes(mark)
