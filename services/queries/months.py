"""The month-end series, as pages and reports read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from core.areas import STATE_AGS, Level
from services.models.months import COUNTS
from services.queries.progress import level_of
from services.rules.counting import Rates


@dataclass(frozen=True)
class MonthPoint(Rates):
    """Counts at one month end; `is_stale` while a change of the past is not yet worked in."""

    day: date
    is_stale: bool
    computed_at: datetime | None
    differences: int | None
    services: int
    federal_any: int
    level3_any: int
    area_wide: int
    provided: int
    competent: int
    reported: int
    live: int
    compliant: int
    inhabitants_competent: int
    inhabitants_live: int
    inhabitants_compliant: int


SERIES = f"""
    SELECT m.day, m.is_stale, m.computed_at, m.differences,
        {", ".join(f"COALESCE(sum(p.{column}), 0)::bigint" for column in COUNTS)}
    FROM services_monthend m
    LEFT JOIN (
        services_progressmonth p JOIN services_catalogue c ON c.code = p.catalogue_id
            AND CASE WHEN %(catalogue)s = '' THEN c.is_current ELSE c.code = %(catalogue)s END
    ) ON p.day = m.day AND p.level = %(level)s AND p.ags = %(area)s
        AND %(theme_field)s IN ('', p.theme_field_id)
    WHERE m.computed_at IS NOT NULL
    GROUP BY m.day ORDER BY m.day
"""  # noqa: S608  # names given in code


def series(
    area: str = STATE_AGS,
    *,
    level: Level | None = None,
    theme_field: str = "",
    catalogue: str = "",
) -> list[MonthPoint]:
    """All computed month ends of an area, oldest first.

    An area of five digits is the district with everything in it; pass `Level.BODY` for the
    Landkreis itself.
    """
    values = {
        "area": area,
        "level": (level or level_of(area)).value,
        "theme_field": theme_field,
        "catalogue": catalogue,
    }
    with connection.cursor() as cursor:
        cursor.execute(SERIES, values)
        return [MonthPoint(*row) for row in cursor.fetchall()]
