"""What to do next for one municipality: what others like it already run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from core.database.intervals import holds
from services.queries.provided import RELEASED_SINCE
from services.queries.work_lists import PAIRS
from services.rules.counting import SIZE_CLASSES


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
            AND {holds("p", begin="used_from", end="used_to")}
    ), pairs AS (
        {PAIRS}
    ), own AS MATERIALIZED (
        SELECT * FROM pairs p WHERE p.ags = %(ags)s AND NOT p.live
    ), released AS MATERIALIZED (
        {RELEASED_SINCE}
    ), mine AS (
        SELECT DISTINCT ON (own.ozg_id) own.*, r.code, r.name AS process_name, r.kind, r.since
        FROM own JOIN released r ON r.service_id = own.ozg_id
        ORDER BY own.ozg_id, r.since
    ), reach AS (
        SELECT others.ozg_id,
            count(*) FILTER (WHERE alike.is_similar AND others.live) AS similar_live,
            count(*) FILTER (WHERE alike.is_similar) AS similar,
            sum(bodies.population) FILTER (WHERE others.live) AS inhabitants
        FROM pairs others
        JOIN bodies ON bodies.ags = others.ags
        JOIN bodies me ON me.ags = %(ags)s
        CROSS JOIN LATERAL (
            SELECT bodies.rank = me.rank AND bodies.size_class = me.size_class AS is_similar
        ) alike
        WHERE others.ags <> %(ags)s
        GROUP BY others.ozg_id
    )
    SELECT mine.ozg_id, mine.service_name, mine.code, mine.process_name, mine.kind, mine.since,
        mine.configured, mine.listed,
        COALESCE(reach.similar_live, 0), COALESCE(reach.similar, 0),
        COALESCE(reach.inhabitants, 0)
    FROM mine LEFT JOIN reach ON reach.ozg_id = mine.ozg_id
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
