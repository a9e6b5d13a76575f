"""What to do next for one municipality: what others like it already run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from services.provided import RELEASED_SINCE
from services.queries_tasks import PAIRS
from services.rules import SIZE_CLASSES


@dataclass(frozen=True)
class NextStep:
    """A service the body could take over, and how far similar bodies are with it."""

    service: str
    service_name: str
    process: str
    process_name: str
    kind: str
    released_on: date | None
    configured: bool
    listed: bool
    similar_live: int
    similar: int
    inhabitants_reached: int


NEXT_STEPS = f"""
    WITH bodies AS (
        SELECT m.ags, p.population,
            CASE m.kind WHEN 'district' THEN 'district' WHEN 'independent_city' THEN 'city'
                ELSE 'municipality' END AS rank,
            width_bucket(COALESCE(p.population, 0), %(size_classes)s::int[]) AS size_class
        FROM municipalities_municipality m
        LEFT JOIN municipalities_populationfigure p ON p.municipality_id = m.ags
            AND (p.used_from IS NULL OR p.used_from <= %(day)s)
            AND (p.used_to IS NULL OR p.used_to > %(day)s)
    ), pairs AS (
        {PAIRS}
    ), mine AS (
        SELECT DISTINCT ON (p.ozg_id) p.*, r.code, r.name AS process_name, r.kind, r.since
        FROM pairs p JOIN ({RELEASED_SINCE}) r ON r.service_id = p.ozg_id
        WHERE p.ags = %(ags)s AND NOT p.live
        ORDER BY p.ozg_id, r.since
    )
    SELECT mine.ozg_id, mine.service_name, mine.code, mine.process_name, mine.kind, mine.since,
        mine.configured, mine.listed,
        count(*) FILTER (WHERE alike.is_similar AND others.live),
        count(*) FILTER (WHERE alike.is_similar),
        COALESCE(sum(bodies.population) FILTER (WHERE others.live), 0)
    FROM mine
    JOIN bodies me ON me.ags = %(ags)s
    LEFT JOIN pairs others ON others.ozg_id = mine.ozg_id AND others.ags <> %(ags)s
    LEFT JOIN bodies ON bodies.ags = others.ags
    CROSS JOIN LATERAL (
        SELECT bodies.rank = me.rank AND bodies.size_class = me.size_class AS is_similar
    ) alike
    GROUP BY mine.ozg_id, mine.service_name, mine.code, mine.process_name, mine.kind, mine.since,
        mine.configured, mine.listed
    ORDER BY 9 DESC, 11 DESC, mine.service_name, mine.ozg_id
    LIMIT %(limit)s
"""  # noqa: S608  # constants of ours


def next_steps(ags: str, *, day: date, limit: int | None = 20) -> list[NextStep]:
    """Re-usable services the body is competent for and does not offer, the best first.

    Ranked by how many similar bodies run them (same rank and size class), then by the
    inhabitants of all bodies that run them.
    Source: docs/rules/counting.md, "Was als Nächstes".
    """
    values: dict[str, Any] = {
        "ags": ags,
        "day": day,
        "area": "06",
        "bodies": None,
        "theme_field": "",
        "size_classes": list(SIZE_CLASSES),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEXT_STEPS, values)
        return [NextStep(*row) for row in cursor.fetchall()]
