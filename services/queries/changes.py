"""What went live and what went off between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from core.areas import STATE_AGS
from core.database.intervals import holds

LIVE_ON = """
    SELECT e.municipality_id, e.service_id FROM services_rolloutevent e
    JOIN touched USING (municipality_id, service_id)
    WHERE e.live AND e.valid_from <= {day} AND (e.valid_to IS NULL OR e.valid_to > {day})
"""

# A pair of which nothing began or ended between the days stands on both alike.
CHANGED = f"""
    WITH touched AS MATERIALIZED (
        SELECT DISTINCT e.municipality_id, e.service_id FROM services_rolloutevent e
        JOIN services_ozgservice s ON s.ozg_id = e.service_id
        WHERE ((e.valid_from > %(since)s AND e.valid_from <= %(until)s)
            OR (e.valid_to > %(since)s AND e.valid_to <= %(until)s))
            AND starts_with(e.municipality_id, %(area)s)
            AND %(body)s IN ('', e.municipality_id)
            AND %(service)s IN ('', e.service_id)
            AND %(theme_field)s IN ('', s.theme_field_id)
    ), before AS ({LIVE_ON.format(day="%(since)s")}), after AS ({LIVE_ON.format(day="%(until)s")})
    SELECT t.name, count(a.service_id) FILTER (WHERE b.service_id IS NULL),
        count(b.service_id) FILTER (WHERE a.service_id IS NULL), {{who}}
    FROM before b
    FULL JOIN after a ON a.municipality_id = b.municipality_id AND a.service_id = b.service_id
    JOIN services_ozgservice s ON s.ozg_id = COALESCE(a.service_id, b.service_id)
    JOIN services_themefield t ON t.code = s.theme_field_id
    {{reports}}
    WHERE a.service_id IS NULL OR b.service_id IS NULL
    GROUP BY t.code, t.name, 4, 5 ORDER BY t.name, 4, 5
"""  # noqa: S608  # constants of ours
IN_SUM = {"{who}": "'', ''", "{reports}": ""}
BY_WHOM = {
    "{who}": "COALESCE(a.municipality_id, b.municipality_id), COALESCE(u.source, '')",
    "{reports}": f"""
        LEFT JOIN services_rolloutevent u
            ON u.municipality_id = COALESCE(a.municipality_id, b.municipality_id)
            AND u.service_id = s.ozg_id AND {holds("u", "%(until)s", has_begin=True)}
    """,
}


@dataclass(frozen=True)
class Part:
    """The part of the state that is looked at, by keys; "" means all."""

    area: str = STATE_AGS
    body: str = ""
    theme_field: str = ""
    service: str = ""


WHOLE = Part()


@dataclass(frozen=True)
class LiveChange:
    """Pairs of a body and a service of one theme field that changed between two days.

    Asked by whom: of the body `ags`; `source` is that of the report that stands on the later day,
    "" where none does.
    """

    theme_field: str
    went_live: int
    went_off: int
    ags: str = ""
    source: str = ""


def live_changes(
    since: date, until: date, *, part: Part = WHOLE, by_whom: bool = False
) -> list[LiveChange]:
    """Pairs live on `until` and not on `since` before it, and the other way, by theme field."""
    sql = CHANGED
    for name, text in (BY_WHOM if by_whom else IN_SUM).items():
        sql = sql.replace(name, text)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since, "until": until, **vars(part)})
        return [LiveChange(*row) for row in cursor.fetchall()]
