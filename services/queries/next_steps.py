# ruff: noqa: S608  # built from constants of ours; values are parameters
"""What to do next for one municipality: what others like it already run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from core.database.intervals import holds
from services.queries.provided import RELEASED_SINCE
from services.queries.work_lists import BODY, COMPETENT_PAIRS, REPORTED, SERVICE
from services.rules.competence import COMPETENT
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


# Bodies with the rank and the class of size that make two of them similar.
_RANKED = f"""
    SELECT m.*, p.population,
        CASE m.kind WHEN 'district' THEN 'district' WHEN 'independent_city' THEN 'city'
            ELSE 'municipality' END AS rank,
        width_bucket(COALESCE(p.population, 0), %(size_classes)s::int[]) AS size_class
    FROM municipalities_municipality m
    LEFT JOIN municipalities_populationfigure p ON p.municipality_id = m.ags
        AND {holds("p", begin="used_from", end="used_to")}
"""

# How far others are is counted without a row for each pair: from the reports on the few services in
# question, and from how many similar bodies of each kind are competent for them.
NEXT_STEPS = f"""
    WITH others AS MATERIALIZED (
        SELECT m.ags, m.kind, m.special_status, m.population,
            (m.rank, m.size_class) = (me.rank, me.size_class) AS is_similar
        FROM ({_RANKED}) m JOIN ({_RANKED}) me ON me.ags = %(ags)s
        WHERE m.ags <> %(ags)s AND {BODY}
    ), pairs AS NOT MATERIALIZED (
        {COMPETENT_PAIRS}
    ), own AS MATERIALIZED (
        SELECT * FROM pairs p WHERE p.ags = %(ags)s AND p.applicable AND NOT p.live
    ), released AS MATERIALIZED (
        {RELEASED_SINCE}
    ), mine AS MATERIALIZED (
        SELECT DISTINCT ON (own.ozg_id) own.*, r.code, r.name AS process_name, r.kind, r.since
        FROM own JOIN released r ON r.service_id = own.ozg_id
        ORDER BY own.ozg_id, r.since, r.code
    ), competent AS (
        SELECT c.service_id, sum(m.bodies) AS similar
        FROM mine
        JOIN services_competence c ON c.service_id = mine.ozg_id
        JOIN services_ozgservice s ON s.ozg_id = c.service_id
        JOIN (
            SELECT kind, special_status, count(*) AS bodies FROM others WHERE is_similar
            GROUP BY kind, special_status
        ) m ON {COMPETENT}
        WHERE {SERVICE}
        GROUP BY c.service_id
    ), reach AS (
        SELECT p.ozg_id,
            count(*) FILTER (WHERE others.is_similar AND p.live) AS similar_live,
            count(*) FILTER (WHERE others.is_similar AND NOT p.applicable) AS not_offered,
            sum(others.population) FILTER (WHERE p.live) AS inhabitants
        FROM pairs p
        JOIN mine ON mine.ozg_id = p.ozg_id
        JOIN others ON others.ags = p.ags
        WHERE {REPORTED}
        GROUP BY p.ozg_id
    )
    SELECT mine.ozg_id, mine.service_name, mine.code, mine.process_name, mine.kind, mine.since,
        mine.configured, mine.listed, COALESCE(reach.similar_live, 0),
        COALESCE(competent.similar, 0) - COALESCE(reach.not_offered, 0),
        COALESCE(reach.inhabitants, 0)
    FROM mine
    LEFT JOIN competent ON competent.service_id = mine.ozg_id
    LEFT JOIN reach ON reach.ozg_id = mine.ozg_id
    ORDER BY 9 DESC, 11 DESC, mine.service_name, mine.ozg_id
    LIMIT %(limit)s
"""  # constants of ours


def next_steps(ags: str, *, day: date, limit: int | None = None) -> list[NextStep]:
    """Re-usable services the body is competent for and does not offer, the best (`limit`) first.

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
