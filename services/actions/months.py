"""The month-end series: computed by the engine's statement, recomputed where the past changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from core.calendar import month_ends
from core.rollups import statement, take_keys
from services.choices import CountingRule
from services.models import MonthEnd, ProgressMonth
from services.models.months import COUNTS
from services.queries.provided import PROVIDED
from services.rollups import PROGRESS
from services.rules.counting import condition_of

SERIES_FROM = date(2019, 10, 31)  # the agreement of September 2019 starts the factories in October

COMPUTE = f"""
    INSERT INTO services_progressmonth (
        day, level, ags, catalogue_id, theme_field_id, {", ".join(COUNTS)}
    )
    SELECT %(at)s, r.level, r.ags, c.catalogue_id, s.theme_field_id,
        count(*) FILTER (WHERE r.competent > 0),
        count(*) FILTER (WHERE {condition_of(CountingRule.FEDERAL_ANY)}),
        count(*) FILTER (WHERE {condition_of(CountingRule.LEVEL3_ANY)}),
        count(*) FILTER (WHERE {condition_of(CountingRule.AREA_WIDE)}),
        count(*) FILTER (WHERE r.competent > 0 AND p.service_id IS NOT NULL),
        sum(r.competent), sum(r.reported), sum(r.live), sum(r.level_compliant),
        sum(r.inhabitants_competent), sum(r.inhabitants_live), sum(r.inhabitants_compliant)
    FROM {{relation}} r
    JOIN services_ozgservice s ON s.ozg_id = r.service_id
    JOIN services_ozgservice_catalogues c ON c.ozgservice_id = r.service_id
    LEFT JOIN ({PROVIDED}) p ON p.service_id = r.service_id
    GROUP BY r.level, r.ags, c.catalogue_id, s.theme_field_id
"""  # noqa: S608  # names given in code


OF_THEME_FIELDS = f"""
    SELECT n.* FROM services_ozgservice own JOIN ({PROGRESS.facts}) n
        ON n.service_id = own.ozg_id AND own.theme_field_id = ANY(%(theme_fields)s)
"""  # noqa: S608  # names given in code


def note_changes(*, today: date) -> int:
    """Turn what was touched into stale month ends; returns how many are stale.

    New month ends join the series as stale; those of days to come, which a clock that ran ahead
    left behind, leave it. Whatever is noted while this runs waits for the next.
    """
    with transaction.atomic():
        drop_after(today)
        ends = month_ends(SERIES_FROM, today)
        new = [MonthEnd(day=day) for day in ends]
        MonthEnd.objects.bulk_create(new, ignore_conflicts=True)
        for theme_field, since, until in _spans():
            _mark(theme_field, since, until)
    return MonthEnd.objects.filter(is_stale=True).count()


def drop_after(today: date) -> int:
    """Remove the month ends of days to come and their rows; returns how many there were."""
    ahead = MonthEnd.objects.filter(day__gt=today)
    days = list(ahead.select_for_update().values_list("day", flat=True))
    ProgressMonth.objects.filter(day__gt=today).delete()
    ahead.delete()
    return len(days)


def _spans() -> set[tuple[str, date | None, date | None]]:
    """The touched theme field ("" for all) and span of each note, removed from the list."""
    spans = set()
    for touched in take_keys("progress_months"):
        until = touched.key.get("until")
        last = None if until is None else date.fromisoformat(until)
        spans.add((touched.key.get("theme_field", ""), touched.since, last))
    return spans


def _mark(theme_field: str, since: date | None, until: date | None) -> None:
    """Mark the month ends from `since` up to, but not including, `until` as stale."""
    span = Q()
    if since is not None:
        span &= Q(day__gte=since)
    if until is not None:
        span &= Q(day__lt=until)
    for month in MonthEnd.objects.select_for_update().filter(span).order_by("day"):
        if not theme_field or (month.is_stale and not month.stale_theme_fields):
            month.stale_theme_fields = []
        elif theme_field not in month.stale_theme_fields:
            month.stale_theme_fields = [*month.stale_theme_fields, theme_field]
        month.is_stale = True
        month.save(update_fields=["is_stale", "stale_theme_fields"])


@transaction.atomic
def recompute_next(*, now: datetime) -> date | None:
    """Compute the newest stale month end anew; returns its day, None where all are current.

    Two workers never compute the same one: a locked month is passed over.
    """
    stale = MonthEnd.objects.select_for_update(skip_locked=True).filter(is_stale=True)
    month = stale.order_by("-day").first()
    if month is None:
        return None
    compute(month.day, month.stale_theme_fields)
    month.is_stale = False
    month.stale_theme_fields = []
    month.computed_at = now
    month.checked_at = None
    month.differences = None
    month.difference_rows = []
    month.save()
    return month.day


def compute(day: date, theme_fields: Iterable[str] = ()) -> None:
    """Write the rows of a month end, of all theme fields or only of `theme_fields`."""
    values: dict[str, Any] = {"at": day, "provided_on": day, "theme_fields": list(theme_fields)}
    only = "AND theme_field_id = ANY(%(theme_fields)s)" if values["theme_fields"] else ""
    facts = OF_THEME_FIELDS if only else PROGRESS.facts
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM services_progressmonth WHERE day = %(at)s {only}", values)  # noqa: S608
        cursor.execute(COMPUTE.format(relation=f"({statement(PROGRESS, facts)})"), values)


def refresh(*, today: date, now: datetime, seconds: float = float("inf")) -> int:
    """Bring the series up to date, newest month first; returns how many months were not.

    Stops after `seconds`, what is left waits for the next call. One transaction per month.
    """
    stop_at = monotonic() + seconds
    note_changes(today=today)
    count = 0
    while monotonic() < stop_at and recompute_next(now=now):
        count += 1
    return count
