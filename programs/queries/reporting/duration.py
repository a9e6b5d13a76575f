"""How long the stages of a case take, from the application to the first payment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.as_of import AsOf
from programs.choices import DecisionKind
from programs.models import Decision, Grant, Payment
from programs.queries.grant import existing

STAGES = (
    ("received", "complete", _("Application until papers complete")),
    ("complete", "decided", _("Papers complete until decision")),
    ("received", "decided", _("Application until decision")),
    ("decided", "notified", _("Decision until notification")),
    ("notified", "paid", _("Notification until first payment")),
)


@dataclass(frozen=True)
class StageTime:
    """A stage of the cases of one program: how many passed it, and in how many days.

    Half of them took at most `median_days`, nine of ten at most `p90_days`.
    """

    program: str
    stage: str
    cases: int
    median_days: int
    p90_days: int


def stage_times(grants: QuerySet[Grant], *, at: AsOf, year: int | None = None) -> list[StageTime]:
    """Stages that ended by the day, in `year` where it is given, by program; one query.

    The first decision counts, an approval or a rejection that nobody cancelled.
    """
    first = Decision.objects.filter(
        grant=OuterRef("pk"),
        kind__in=(DecisionKind.INITIAL, DecisionKind.REJECTION),
        cancelled_at__isnull=True,
        approved_at__isnull=False,
    ).order_by("decided_on", "pk")
    paid = (
        Payment.objects.filter(drawdown__grant=OuterRef("pk"), cancelled_at__isnull=True)
        .order_by()
        .values("drawdown__grant")
        .annotate(day=Min("paid_on"))
        .values("day")
    )
    rows: Any = (
        existing(grants, at=at)
        .annotate(
            decided=Subquery(first.values("decided_on")[:1]),
            notified=Subquery(first.values("notified_on")[:1]),
            paid=Subquery(paid),
        )
        .order_by("program__name", "pk")
        .values_list("program__name", "received_on", "complete_on", "decided", "notified", "paid")
    )
    found = []
    for program, cases in groupby(rows, key=lambda row: row[0]):
        days = [
            dict(zip(("received", "complete", "decided", "notified", "paid"), row[1:], strict=True))
            for row in cases
        ]
        for begin, end, stage in STAGES:
            if took := _took(days, begin, end, at=at, year=year):
                times = nearest_rank(took, 50), nearest_rank(took, 90)
                found.append(StageTime(program, str(stage), len(took), *times))
    return found


def nearest_rank(values: Iterable[int], percent: int) -> int:
    """The smallest value that `percent` of the values do not exceed (nearest rank).

    Raises IndexError without values.
    """
    ordered = sorted(values)
    return ordered[-(-percent * len(ordered) // 100) - 1]


def _took(
    cases: list[dict[str, date | None]], begin: str, end: str, *, at: AsOf, year: int | None
) -> list[int]:
    """The days between two days of each case that has both, the second by the day."""
    took = []
    for case in cases:
        first, last = case[begin], case[end]
        if first is None or last is None or last > at.day or last < first:
            continue
        if year is None or last.year == year:
            took.append((last - first).days)
    return took
