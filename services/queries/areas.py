"""Progress and last reports of every area of a level at once, for maps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core import rollups
from core.areas import PREFIX_LENGTH, STATE_AGS, Level
from core.as_of import AsOf
from services.models import MonthEnd, ProgressArea, ProgressMonth
from services.rollups import PROGRESS
from services.rules.counting import ratio

LAST_REPORTS = """
    SELECT left(e.municipality_id, %(length)s), max(e.valid_from) FROM services_rolloutevent e
    WHERE e.valid_from <= %(day)s AND length(e.municipality_id) >= %(least)s GROUP BY 1
"""
# Of a past day. Without the few services that left the catalogue: joining each of 250,000 rows
# with those that are in it takes a quarter longer. ':' follows '9', so state .. state || ':' are
# all keys of the state.
REACHED = """
    SELECT r.ags, sum(r.live)::int, sum(r.competent)::int, max(r.last_report) FROM {relation} r
    WHERE r.level = %(level)s AND r.ags >= %(state)s AND r.ags < %(state)s || ':'
        AND r.service_id NOT IN (
            SELECT s.ozg_id FROM services_ozgservice s WHERE NOT EXISTS (
                SELECT FROM services_ozgservice_catalogues oc
                JOIN services_catalogue c ON c.code = oc.catalogue_id AND c.is_current
                WHERE oc.ozgservice_id = s.ozg_id
            )
        )
    GROUP BY r.ags
"""
OF_SERVICE = """
    SELECT r.ags, r.live, r.competent, r.reported FROM {relation} r
    WHERE r.level = %(level)s AND r.ags >= %(state)s AND r.ags < %(state)s || ':'
        AND r.service_id = %(service)s AND r.competent > 0
"""
WHOLE_KEY = 8


@dataclass(frozen=True)
class Reached:
    """Pairs of one area that are live, of those somebody is competent for, and its last report."""

    live: int
    competent: int
    last_report: date | None

    @property
    def live_rate(self) -> Decimal | None:
        return ratio(self.live, self.competent)


def live_rates(level: Level, *, at: AsOf) -> dict[str, Decimal | None]:
    """Share of the competent pairs that are live, by area; month ends come from the series."""
    if (
        at.past
        and MonthEnd.objects.filter(day=at.past, is_stale=False, computed_at__isnull=False).exists()
    ):
        return _of_month(level, at.past)
    return {ags: found.live_rate for ags, found in reached(level, at=at).items()}


def reached(level: Level, *, at: AsOf) -> dict[str, Reached]:
    """What each area of the level has reached by the day; one query."""
    if at.is_today:
        kept = ProgressArea.objects.current().filter(catalogue__is_current=True, level=level)
        rows = kept.filter(ags__startswith=STATE_AGS)
        found = rows.values_list("ags", "live", "competent", "last_report")
        return {ags: Reached(live, competent, day) for ags, live, competent, day in found}
    relation, params = rollups.source(PROGRESS, at=at, level=level)
    with connection.cursor() as cursor:
        asked = params | {"level": level.value, "state": STATE_AGS}
        cursor.execute(REACHED.format(relation=relation), asked)
        return {ags: Reached(*found) for ags, *found in cursor.fetchall()}


def service_rates(service: str, level: Level, *, at: AsOf) -> dict[str, Decimal | None]:
    """Share of the competent bodies that have one service live, by area; for a body 0 or 1.

    None where none of them has reported it, an area without a competent body is missing.
    """
    relation, params = rollups.source(PROGRESS, at=at, level=level)
    with connection.cursor() as cursor:
        asked = params | {"level": level.value, "state": STATE_AGS, "service": service}
        cursor.execute(OF_SERVICE.format(relation=relation), asked)
        return {
            ags: ratio(live, competent) if reported else None
            for ags, live, competent, reported in cursor.fetchall()
        }


def _of_month(level: Level, day: date) -> dict[str, Decimal | None]:
    months = ProgressMonth.objects.filter(day=day, level=level, catalogue__is_current=True)
    found: dict[str, list[int]] = {}
    for ags, live, competent in months.values_list("ags", "live", "competent"):
        sums = found.setdefault(ags, [0, 0])
        sums[0] += live
        sums[1] += competent
    return {ags: ratio(*sums) for ags, sums in found.items()}


def last_reports(level: Level, *, at: AsOf) -> dict[str, date]:
    """The day of the newest report by the day of the page, by area; without one it is missing."""
    values: dict[str, Any] = {
        "day": at.day,
        "length": PREFIX_LENGTH.get(level, WHOLE_KEY),
        "least": WHOLE_KEY if level == Level.BODY else PREFIX_LENGTH[Level.DISTRICT],
    }
    with connection.cursor() as cursor:
        cursor.execute(LAST_REPORTS, values)
        return dict(cursor.fetchall())
