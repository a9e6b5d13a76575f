"""What went live and what went off between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

LIVE_ON = """
    SELECT e.municipality_id, e.service_id FROM services_rolloutevent e
    JOIN touched USING (municipality_id, service_id)
    WHERE e.live AND e.valid_from <= {day} AND (e.valid_to IS NULL OR e.valid_to > {day})
"""

# A pair of which nothing began or ended between the days stands on both alike.
CHANGED = f"""
    WITH touched AS MATERIALIZED (
        SELECT DISTINCT e.municipality_id, e.service_id FROM services_rolloutevent e
        WHERE (e.valid_from > %(since)s AND e.valid_from <= %(until)s)
            OR (e.valid_to > %(since)s AND e.valid_to <= %(until)s)
    ), before AS ({LIVE_ON.format(day="%(since)s")}), after AS ({LIVE_ON.format(day="%(until)s")})
    SELECT t.code, t.name, count(a.service_id) FILTER (WHERE b.service_id IS NULL),
        count(b.service_id) FILTER (WHERE a.service_id IS NULL)
    FROM before b
    FULL JOIN after a ON a.municipality_id = b.municipality_id AND a.service_id = b.service_id
    JOIN services_ozgservice s ON s.ozg_id = COALESCE(a.service_id, b.service_id)
    JOIN services_themefield t ON t.code = s.theme_field_id
    WHERE a.service_id IS NULL OR b.service_id IS NULL
    GROUP BY t.code, t.name ORDER BY t.name
"""  # noqa: S608  # constants of ours


@dataclass(frozen=True)
class LiveChange:
    """Pairs of a body and a service of one theme field that changed between two days."""

    key: str
    theme_field: str
    went_live: int
    went_off: int


def live_changes(since: date, until: date) -> list[LiveChange]:
    """Pairs live on `until` and not on `since` before it, and the other way, by theme field."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"since": since, "until": until})
        return [LiveChange(*row) for row in cursor.fetchall()]
