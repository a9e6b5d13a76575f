"""What is released for re-use, and in how many bodies it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from core import rollups
from core.areas import Level
from core.as_of import AsOf
from core.database.intervals import holds
from services.queries.provided import RELEASED_SINCE
from services.rollups import PROGRESS

# A process runs where a body has it live; bodies are competent for at least one of its services.
REUSE = f"""
    WITH released AS (
        SELECT f.code, max(f.name) AS name, min(f.since) AS since,
            array_agg(f.service_id ORDER BY f.service_id) AS services
        FROM ({RELEASED_SINCE}) f GROUP BY f.code
    ), competent AS (
        SELECT ps.onlineprocess_id AS code, count(DISTINCT r.ags) AS bodies
        FROM {{relation}} r
        JOIN services_onlineprocess_services ps ON ps.ozgservice_id = r.service_id
        WHERE r.level = 'body' AND r.competent > 0 GROUP BY 1
    ), running AS (
        SELECT e.process_id AS code, count(DISTINCT e.municipality_id) AS bodies
        FROM services_rolloutevent e
        WHERE e.live AND {holds("e", has_begin=True)}
        GROUP BY 1
    )
    SELECT x.code, x.name, x.since, x.services, COALESCE(r.bodies, 0), COALESCE(c.bodies, 0)
    FROM released x LEFT JOIN competent c USING (code) LEFT JOIN running r USING (code)
    ORDER BY x.name, x.code
"""  # noqa: S608  # constants of ours


@dataclass(frozen=True)
class Reuse:
    """A process released on civento or EfA: its services, where it runs and where it could."""

    code: str
    name: str
    since: date
    services: list[str]
    bodies: int
    competent: int


def reuse(*, at: AsOf) -> list[Reuse]:
    """Every process that is released for re-use on the day, by name; one query."""
    relation, params = rollups.source(PROGRESS, at=at, level=Level.BODY)
    with connection.cursor() as cursor:
        cursor.execute(REUSE.format(relation=relation), {**params, "day": at.day})
        return [Reuse(*row) for row in cursor.fetchall()]
