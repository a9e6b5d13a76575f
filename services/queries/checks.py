"""Independent checks of the progress ledger and of the month-end series."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import F

from core.rollups import snapshot
from services.models import MonthEnd, OnlineProcess, OzgService, ProgressMonth
from services.rollups import MEASURES, recompute
from services.rules import counting

Key = tuple[str, str, str, str]

CHAIN_FAULTS = """
    SELECT municipality_id, service_id, valid_from, valid_to, next_from FROM (
        SELECT e.*, lead(e.valid_from) OVER (
            PARTITION BY e.municipality_id, e.service_id ORDER BY e.valid_from
        ) AS next_from
        FROM services_rolloutevent e WHERE e.valid_to IS NULL OR e.valid_to > e.valid_from
    ) chain WHERE valid_to IS DISTINCT FROM next_from ORDER BY 1, 2, 3
"""


NO_COUNTS = {"id", "day", "level", "ags", "catalogue", "theme_field"}


def chain_faults() -> list[dict[str, str]]:
    """Gaps and overlaps in the chains of the whole ledger; there should be none."""
    with connection.cursor() as cursor:
        cursor.execute(CHAIN_FAULTS)
        names = ("municipality", "service", "valid_from", "valid_to", "next_from")
        return [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]


def check_months(*, now: datetime, seconds: float, unchecked_only: bool = False) -> dict[date, int]:
    """Check month ends for about so many seconds, at least one: the oldest check first.

    Returns the number of differences by month end.
    """
    ends = MonthEnd.objects.filter(is_stale=False)
    if unchecked_only:
        ends = ends.filter(checked_at=None)
    order = ends.order_by(F("checked_at").asc(nulls_first=True), "-day")
    stop_at = monotonic() + seconds
    found: dict[date, int] = {}
    for day in order.values_list("day", flat=True):
        found[day] = len(check_month(day, now=now))
        if monotonic() > stop_at:
            break
    return found


def check_month(day: date, *, now: datetime) -> list[dict[str, Any]]:
    """Compare a month end with a second computation in plain Python; returns the differences.

    Stores their number and the first hundred with the month. A stale month is about to be
    computed anew and is not compared.
    """
    with snapshot():
        month = MonthEnd.objects.get(day=day)
        if month.is_stale:
            return []
        expected = _expected(day)
        stored = _stored(day)
    differences = [
        {"key": list(key), "stored": stored.get(key), "expected": expected.get(key)}
        for key in sorted(stored.keys() | expected.keys())
        if stored.get(key) != expected.get(key)
    ]
    MonthEnd.objects.filter(day=day, computed_at=month.computed_at).update(
        checked_at=now, differences=len(differences), difference_rows=differences[:100]
    )
    return differences


def _stored(day: date) -> dict[Key, dict[str, int]]:
    fields = [f.name for f in ProgressMonth._meta.fields if f.name not in NO_COUNTS]
    rows = ProgressMonth.objects.filter(day=day).values(
        "level", "ags", "catalogue_id", "theme_field_id", *fields
    )
    return {
        (row["level"], row["ags"], row["catalogue_id"], row["theme_field_id"]): {
            field: row[field] for field in fields
        }
        for row in rows
    }


def _expected(day: date) -> dict[Key, dict[str, int]]:
    services = {s.ozg_id: s for s in OzgService.objects.prefetch_related("catalogues")}
    is_provided = _provided(day)
    totals: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (level, ags, ozg_id), values in recompute(day).items():
        row = dict(zip(MEASURES, values, strict=True))
        counts = counting.Counts(
            competent=row["competent"],
            reported=row["reported"],
            live=row["live"],
            level_online=row["level_online"],
            level_compliant=row["level_compliant"],
            inhabitants_competent=row["inhabitants_competent"],
            inhabitants_live=row["inhabitants_live"],
            is_provided=ozg_id in is_provided,
        )
        for catalogue in services[ozg_id].catalogues.all():
            total = totals[(level, ags, catalogue.code, services[ozg_id].theme_field_id)]
            _add(total, counts, row["inhabitants_compliant"])
    return {key: dict(total) for key, total in totals.items()}


def _add(total: dict[str, int], counts: counting.Counts, inhabitants_compliant: int) -> None:
    total["services"] += counts.competent > 0
    total["federal_any"] += counting.federal_any(counts)
    total["level3_any"] += counting.level3_any(counts)
    total["area_wide"] += counting.area_wide(counts)
    total["provided"] += counts.competent > 0 and counting.provided(counts)
    total["competent"] += counts.competent
    total["reported"] += counts.reported
    total["live"] += counts.live
    total["compliant"] += counts.level_compliant
    total["inhabitants_competent"] += counts.inhabitants_competent
    total["inhabitants_live"] += counts.inhabitants_live
    total["inhabitants_compliant"] += inhabitants_compliant


def _provided(day: date) -> set[str]:
    """Services with a civento or EfA process whose last state, pauses apart, is a released one."""
    provided = set()
    processes = OnlineProcess.objects.filter(kind__in=counting.REUSABLE)
    for process in processes.prefetch_related("services", "state_events"):
        states = [
            (event.on, event.pk, event.state)
            for event in process.state_events.all()
            if event.on <= day and event.state != "blocked"
        ]
        if states and max(states)[2] in counting.RELEASED:
            provided |= {service.ozg_id for service in process.services.all()}
    return provided
