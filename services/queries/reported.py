"""Who reported when: the date beside every figure that rests on reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from core.as_of import AsOf

LAST_REPORTS = """
    SELECT ags, max(day) FROM (
        SELECT municipality_id AS ags,
            CASE source WHEN 'self_report'
                THEN (recorded_at AT TIME ZONE 'Europe/Berlin')::date ELSE valid_from END AS day
        FROM services_rolloutevent WHERE source IN ('self_report', 'demo')
        UNION ALL
        SELECT municipality_id, confirmed_on FROM services_rolloutconfirmation
    ) reports
    WHERE (%(at)s::date IS NULL OR day <= %(at)s)
        AND (%(bodies)s::text[] IS NULL OR ags = ANY(%(bodies)s))
    GROUP BY ags
"""


def last_reports(bodies: Sequence[str] | None = None, *, at: AsOf) -> dict[str, date]:
    """The day of each body's last own report or confirmation, up to `at`; absent: no report.

    Imports and corrections by the ministry are not reports of the body.
    """
    wanted = None if bodies is None else list(bodies)
    with connection.cursor() as cursor:
        cursor.execute(LAST_REPORTS, {"at": at.past, "bodies": wanted})
        return dict(cursor.fetchall())
