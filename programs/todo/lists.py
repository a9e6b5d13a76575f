"""Lists of things to do: read only where something stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from programs.queries.budget.hkr import Reconciled

SHOWN = 5


@dataclass(frozen=True)
class Task:
    """One thing to do: where it leads, what it is, and until when."""

    target: Model | Reconciled | type[Model]
    text: str
    detail: str
    is_overdue: bool = False
    day: date | None = None  # since when it waits, or when it is due


def local_day(at: datetime | None) -> date | None:
    """The day of a moment here."""
    return timezone.localdate(at) if at is not None else None


def with_asked_at(rows: QuerySet[Any], *columns: str) -> QuerySet[Any]:
    """`asked_at`: the moment from which the `columns` say what they say, from the history."""
    events: Any = rows.model.pgh_event_model
    same = {column: OuterRef(column) for column in columns}
    told = events.objects.filter(pgh_obj=OuterRef("pk"), **same).order_by("pgh_id")
    dated: QuerySet[Any] = rows.annotate(asked_at=Subquery(told.values("pgh_created_at")[:1]))
    return dated


class Todo:
    """A list of things to do, with its length; `tasks` holds the first of them.

    Where it is made of `rows` they are asked for when somebody looks, in two queries.
    """

    def __init__(
        self, rows: QuerySet[Any] | list[Any], key: str, title: str, task: Callable[[Any], Task]
    ) -> None:
        self.rows, self.key, self.title, self._task = rows, key, title, task

    @cached_property
    def tasks(self) -> list[Task]:
        return [self._task(row) for row in self.rows[:SHOWN]]

    @cached_property
    def count(self) -> int:
        if isinstance(self.rows, list):
            return len(self.rows)
        return self.rows.count() if len(self.tasks) == SHOWN else len(self.tasks)


def filled(found: Sequence[Todo]) -> list[Todo]:
    """Those with something in them; one query, however many there are."""
    lists = {
        f"list_{place}": Exists(entry.rows.order_by())
        for place, entry in enumerate(found)
        if isinstance(entry.rows, QuerySet)
    }
    said: Any = User.objects.order_by().values(**lists).first() if lists else {}
    return [entry for place, entry in enumerate(found) if said.get(f"list_{place}", entry.rows)]
