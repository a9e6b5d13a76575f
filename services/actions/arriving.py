"""Changes on their way into the ledger: numbered, dated and rated, as rows for the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from services.actions import rollout_sql as sql
from services.actions.changes import RolloutChange
from services.actions.ratings import Ratings

FEW = 20  # changes that travel within the statement; more of them are copied into a table
STATED = attrgetter(*sql.STATED)

Row = tuple[Any, ...]


class Arriving:
    """The rows of `changes`, in the order of `rollout_sql.COLUMNS`.

    `count` and `bodies`, with the first row that names each, are known of what was read.
    """

    def __init__(self, changes: Iterable[RolloutChange], day: date, ratings: Ratings) -> None:
        self.count = 0
        self.bodies: dict[str, int] = {}
        self._changes = iter(changes)
        self._day = day
        self._ratings = ratings

    def few(self) -> list[Row] | None:
        """All rows, if they are few and each of another body or service; else None."""
        ahead = list(islice(self._changes, FEW + 1))
        if len(ahead) > FEW or len({(change.ags, change.service) for change in ahead}) < len(ahead):
            self._changes = chain(ahead, self._changes)
            return None
        self._changes = iter(ahead)
        return list(self.rows())

    def stream(self) -> Iterator[Row]:
        """All rows, to be read while the connection is busy taking them."""
        self._ratings.read_models()
        return self.rows()

    def rows(self) -> Iterator[Row]:
        for change in self._changes:
            self.count += 1
            row = change.row or self.count
            self.bodies.setdefault(change.ags, row)
            yield (
                row,
                change.ags,
                change.service,
                change.day or self._day,
                *STATED(change),
                *self._ratings.of(change, self.count),
                change.note,
            )
