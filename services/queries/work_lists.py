# ruff: noqa: S608  # built from constants of ours; values are parameters
"""Work lists: what is live but not counted, and what stands in the way; each line has a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from core.areas import STATE_AGS
from core.database.intervals import holds
from services.choices import TaskKind
from services.queries.provided import RELEASED_SINCE
from services.queries.versions import IN_CURRENT
from services.rules.competence import COMPETENT


@dataclass(frozen=True)
class RolloutTask:
    """One thing to do: what, for which body (none: the coordination office), since when."""

    kind: TaskKind
    ags: str
    body: str
    service: str
    service_name: str
    process: str
    process_name: str
    since: date | None


# On the day: a body `m` of the area or of those asked for; a service `s` with its competence `c`.
BODY = f"""starts_with(m.ags, %(area)s)
        AND (%(bodies)s::text[] IS NULL OR m.ags = ANY(%(bodies)s))
        AND {holds("m", last_day=True)}"""
SERVICE = f"""{holds("c")}
        AND {IN_CURRENT}
        AND %(theme_field)s IN ('', s.theme_field_id)"""

# Pairs of a body and a service it is competent for, with what stands on %(day)s; as in every
# quota, only services of the catalogue version used for quotas.
COMPETENT_PAIRS = f"""
    SELECT m.ags, m.name, m.sort_name, s.ozg_id, s.name AS service_name, e.valid_from,
        e.process_id, COALESCE(e.configured, FALSE) AS configured,
        COALESCE(e.listed, FALSE) AS listed, COALESCE(e.live, FALSE) AS live,
        COALESCE(e.paused, FALSE) AS paused, e.maturity_level, e.maturity_model_id,
        COALESCE(e.applicable, TRUE) AS applicable
    FROM municipalities_municipality m
    JOIN services_competence c ON {COMPETENT}
    JOIN services_ozgservice s ON s.ozg_id = c.service_id
    LEFT JOIN services_rolloutevent e ON e.municipality_id = m.ags AND e.service_id = s.ozg_id
        AND {holds("e", has_begin=True)}
    WHERE {BODY} AND {SERVICE}
"""
# Without those the body has said not to offer.
PAIRS = f"{COMPETENT_PAIRS} AND COALESCE(e.applicable, TRUE)"

# Whether somebody has the process of `r` set up or live on %(day)s: under its name, or without any
# for a service it offers, as the portal, its exports and reports say it.
USED = f"""(
    EXISTS (
        SELECT FROM services_rolloutevent e
        WHERE e.process_id = r.code AND (e.configured OR e.live)
            AND {holds("e", has_begin=True)}
    ) OR EXISTS (
        SELECT FROM services_onlineprocess_services ps
        JOIN services_rolloutevent e ON e.service_id = ps.ozgservice_id AND e.process_id IS NULL
        WHERE ps.onlineprocess_id = r.code AND (e.configured OR e.live)
            AND {holds("e", has_begin=True)}
    )
)"""

_PAIR = "p.ags, p.name AS body, p.sort_name, p.ozg_id AS service, p.service_name"
_OF_PAIR = f"{_PAIR}, COALESCE(p.process_id, '') AS process, '' AS process_name"

# Said of a reported pair; that it is reported lets the planner begin with the few reports.
REPORTED = "p.valid_from IS NOT NULL"
OF_REPORTED = {
    TaskKind.NOT_LISTED: "p.configured AND NOT p.listed AND NOT p.paused",
    TaskKind.NOT_CONFIGURED: "p.listed AND NOT p.configured AND NOT p.paused",
    TaskKind.NOT_RATED: "p.live AND p.maturity_level IS NULL",
}

SOURCES = f"WITH pairs AS NOT MATERIALIZED ({PAIRS}), released AS MATERIALIZED ({RELEASED_SINCE})"

TASKS = {
    **{
        kind: f"""
        SELECT {_OF_PAIR}, p.valid_from AS since FROM pairs p WHERE {REPORTED} AND {said}
        """
        for kind, said in OF_REPORTED.items()
    },
    TaskKind.NOT_CONNECTED: f"""
        SELECT {_PAIR}, r.code AS process, r.name AS process_name, r.since
        FROM pairs p JOIN (
            SELECT DISTINCT ON (service_id) service_id, code, name, since FROM released
            ORDER BY service_id, since, code
        ) r ON r.service_id = p.ozg_id
        WHERE NOT p.configured
    """,
    TaskKind.NOT_REUSED: f"""
        SELECT '' AS ags, '' AS body, '' AS sort_name, '' AS service, '' AS service_name,
            r.code AS process, r.name AS process_name, min(r.since) AS since
        FROM released r
        WHERE %(area)s = '06' AND %(bodies)s::text[] IS NULL AND %(theme_field)s = ''
            AND NOT {USED}
        GROUP BY r.code, r.name
    """,
    TaskKind.UNCLEAR: f"""
        SELECT '' AS ags, '' AS body, '' AS sort_name, s.ozg_id AS service,
            s.name AS service_name, '' AS process, '' AS process_name, c.valid_from AS since
        FROM services_ozgservice s LEFT JOIN services_competence c ON c.service_id = s.ozg_id
            AND {holds("c")}
        WHERE %(area)s = '06' AND %(bodies)s::text[] IS NULL
            AND COALESCE(c.level, 'unclear') = 'unclear'
            AND {IN_CURRENT}
            AND %(theme_field)s IN ('', s.theme_field_id)
    """,
}


# Counted without a row for each pair: the reports are read once; a pair that could be connected is
# one of a competent body and a released service, less those reported as set up or as not offered.
COUNTS = f"""
    WITH pairs AS NOT MATERIALIZED ({COMPETENT_PAIRS}),
    released AS MATERIALIZED ({RELEASED_SINCE}),
    reported AS MATERIALIZED (
        SELECT {
    ", ".join(
        f"count(*) FILTER (WHERE p.applicable AND {said}) AS {kind.value}"
        for kind, said in OF_REPORTED.items()
    )
}, count(*) FILTER (
            WHERE (p.configured OR NOT p.applicable)
                AND p.ozg_id IN (SELECT service_id FROM released)
        ) AS done
        FROM pairs p WHERE {REPORTED}
    ), connectable AS (
        SELECT COALESCE(sum(m.bodies), 0) AS pairs
        FROM (
            SELECT m.kind, m.special_status, count(*) AS bodies
            FROM municipalities_municipality m WHERE {BODY} GROUP BY m.kind, m.special_status
        ) m
        JOIN services_competence c ON {COMPETENT}
        JOIN services_ozgservice s ON s.ozg_id = c.service_id
        WHERE {SERVICE} AND s.ozg_id IN (SELECT service_id FROM released)
    )
    {
    " UNION ALL ".join(f"SELECT '{kind.value}', {kind.value} FROM reported" for kind in OF_REPORTED)
}
    UNION ALL SELECT '{TaskKind.NOT_CONNECTED.value}', connectable.pairs - reported.done
    FROM connectable, reported
    UNION ALL SELECT '{TaskKind.NOT_REUSED.value}', count(*)
    FROM ({TASKS[TaskKind.NOT_REUSED]}) t
    UNION ALL SELECT '{TaskKind.UNCLEAR.value}', count(*) FROM ({TASKS[TaskKind.UNCLEAR]}) t
"""


def tasks(
    kind: TaskKind,
    *,
    day: date,
    area: str = STATE_AGS,
    bodies: Sequence[str] | None = None,
    theme_field: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[RolloutTask]:
    """The work list of a kind on `day`, the oldest first; `limit` and `offset` cut a page.

    `bodies` keeps to exactly these, None to all of the area. Lists without a body are for the
    coordination office and exist for the whole state only.
    """
    sql = f"""
        {SOURCES}
        SELECT ags, body, service, service_name, process, process_name, since
        FROM ({TASKS[kind]}) t
        ORDER BY since NULLS LAST, sort_name, ags, service, process
        LIMIT %(limit)s OFFSET %(offset)s
    """
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "day": day,
                "area": area,
                "bodies": None if bodies is None else list(bodies),
                "theme_field": theme_field,
                "limit": limit,
                "offset": offset,
            },
        )
        return [RolloutTask(kind, *row) for row in cursor.fetchall()]


def task_counts(
    *,
    day: date,
    area: str = STATE_AGS,
    bodies: Sequence[str] | None = None,
    theme_field: str = "",
) -> dict[TaskKind, int]:
    """How many lines each work list has, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS,
            {
                "day": day,
                "area": area,
                "bodies": None if bodies is None else list(bodies),
                "theme_field": theme_field,
            },
        )
        return {TaskKind(kind): int(count) for kind, count in cursor.fetchall()}
