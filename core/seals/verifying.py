"""Whether the rows still are what was sealed; if not, which is the first that is not."""

from __future__ import annotations

from dataclasses import replace

from django.db import DatabaseError

from core.models import Seal
from core.seals.chain import MARK, START, Sealed, digest_of, rows_of, sealed_tables

# Sealed once and no more: its lines have an end (docs/adr/0046). The chain goes on over the seals.
ENDED = frozenset({"accounts_securityevent"})


class BrokenError(Exception):
    """The chain does not hold; the message names the first place."""


def verify_history(*, known: str = "") -> int:
    """How many rows are as they were sealed.

    `known` is a head that was kept elsewhere: it has to be in the chain. Raises BrokenError with
    the first row, or seal, that was changed, added or taken away.
    """
    tables = {sealed.table: sealed for sealed in sealed_tables()}
    previous, rows, is_known = START, 0, not known
    for seal in Seal.objects.order_by("pk").iterator():
        if seal.previous != previous:
            raise BrokenError(f"Seal {seal.pk} does not follow the one before it.")
        if seal.table not in ENDED:
            if seal.table not in tables:
                raise BrokenError(f"{seal.table} was sealed and is no table of this project.")
            _check(tables[seal.table], seal)
            rows += seal.count
        previous = seal.digest
        is_known = is_known or seal.digest == known
    if not is_known:
        raise BrokenError(f"The head {known} is not in the chain: seals were replaced.")
    return rows


def _check(table: Sealed, seal: Seal) -> None:
    sealed = replace(table, columns=tuple(seal.columns))
    try:
        count, _marks, digest = digest_of(sealed, seal.previous, seal.first, seal.last)
    except DatabaseError as error:
        raise BrokenError(f"{seal.table}: what was sealed is gone: {error}") from error
    if (count, digest) != (seal.count, seal.digest):
        raise BrokenError(_first_difference(sealed, seal))


def _first_difference(sealed: Sealed, seal: Seal) -> str:
    """In words, the first row of the seal that is not as it was."""
    marks = bytes(seal.marks)
    kept = [marks[start : start + MARK] for start in range(0, len(marks), MARK)]
    before = seal.first - 1
    rows = list(rows_of(sealed, seal.first, seal.last))
    for place, (key, mark) in enumerate(rows):
        if place >= len(kept) or mark != kept[place]:
            if kept[place + 1 : place + 2] == [mark]:
                return f"{seal.table}: a row between {before} and {key} is gone."
            is_added = len(rows) > len(kept)
            return f"{seal.table} {key}: {'added later' if is_added else 'changed'}."
        before = key
    if len(rows) < len(kept):
        return f"{seal.table}: a row after {before} is gone."
    return f"Seal {seal.pk} of {seal.table} was changed."
