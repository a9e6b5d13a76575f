"""Where the money goes: bound, paid and repaid by body and by district, from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.queries import Viewer
from core.areas import PREFIX_LENGTH, Level
from core.as_of import AsOf
from core.database.intervals import holds
from municipalities.choices import MUNICIPALITY_KINDS, RECIPIENT_KINDS
from programs.models import Program
from programs.queries.seen.told import told_to
from programs.rollups import FACTS, MEASURES

AT = "%(at)s"
SUMS = ("committed_eur", "authorised_bound_eur", "paid_eur", "claimed_eur", "repaid_eur")


@dataclass(frozen=True)
class ReceivedMoney:
    """What one body got by the day, in euros; the amounts are named as in the budget roll-up."""

    ags: str
    committed_eur: Decimal
    authorised_bound_eur: Decimal
    paid_eur: Decimal
    claimed_eur: Decimal
    repaid_eur: Decimal
    grants: int
    inhabitants: int | None
    population_on: date | None


@dataclass(frozen=True)
class Region:
    """What the bodies of one area got by the day.

    `bodies` exist on the day; a case of several areas is one of `grants` in each of them, and one
    of `across`. `inhabitants` are those of the municipalities, as counted on `population_on`.
    """

    key: str
    name: str
    government_district: str
    bodies: int
    funded: int
    grants: int
    participations: int
    across: int
    committed_eur: Decimal
    authorised_bound_eur: Decimal
    paid_eur: Decimal
    claimed_eur: Decimal
    repaid_eur: Decimal
    inhabitants: int | None
    population_on: date | None


# The bookings for bodies; of %(told)s cases alone and of decisions sent, where that is not NULL.
BOOKED = f"""booked AS MATERIALIZED (
    SELECT * FROM ({FACTS}
        AND e.municipality_id IS NOT NULL
        AND (%(program)s::bigint IS NULL OR l.program_id = %(program)s)
        AND (%(told)s::bigint[] IS NULL OR e.grant_id IS NULL OR (e.grant_id = ANY(%(told)s)
            AND NOT EXISTS (SELECT FROM programs_decision d WHERE d.id = e.decision_id
                AND (d.notified_on IS NULL OR d.notified_on > %(at)s))))
    ) f
)"""  # noqa: S608  # constants of ours

EXISTING = f"""existing AS MATERIALIZED (
    SELECT m.ags, m.kind, p.population, p.as_of FROM municipalities_municipality m
    LEFT JOIN municipalities_populationfigure p ON p.municipality_id = m.ags
        AND {holds("p", AT, begin="used_from", end="used_to")}
    WHERE m.kind = ANY(%(recipients)s)
        AND {holds("m", AT, last_day=True)}
)"""  # noqa: S608  # constants of ours

IS_CASE = "f.kind = 'commitment' AND f.grant_id IS NOT NULL"
AMOUNTS = ", ".join(f"{MEASURES[name]} AS {name}" for name in SUMS)
KNOWN = ", ".join(f"COALESCE(b.{name}, 0.00)" for name in SUMS)

BY_BODY = f"""
    WITH {BOOKED}, {EXISTING}, by_body AS (
        SELECT f.ags, {AMOUNTS}, count(DISTINCT f.grant_id) FILTER (WHERE {IS_CASE}) AS grants
        FROM booked f GROUP BY f.ags
    )
    SELECT COALESCE(x.ags, b.ags), {KNOWN}, COALESCE(b.grants, 0), x.population, x.as_of
    FROM existing x FULL JOIN by_body b ON b.ags = x.ags ORDER BY 1
"""  # noqa: S608  # constants of ours

AREAS = {
    Level.DISTRICT: """
        SELECT d.ags, d.name, g.name AS above, d.sort_name AS place, g.ags AS over
        FROM municipalities_district d
        JOIN municipalities_governmentdistrict g ON g.ags = d.government_district_id
    """,
    Level.GOVERNMENT_DISTRICT: """
        SELECT g.ags, g.name, g.name AS above, g.ags AS place, g.ags AS over
        FROM municipalities_governmentdistrict g
    """,
}

BY_AREA = f"""
    WITH {BOOKED}, {EXISTING}, across AS (
        SELECT f.grant_id FROM booked f WHERE {IS_CASE}
        GROUP BY f.grant_id HAVING count(DISTINCT left(f.ags, %(length)s)) > 1
    ), by_area AS (
        SELECT left(f.ags, %(length)s) AS area, {AMOUNTS},
            count(DISTINCT f.ags) FILTER (WHERE {IS_CASE}) AS funded,
            count(DISTINCT f.grant_id) FILTER (WHERE {IS_CASE}) AS grants,
            count(DISTINCT (f.grant_id, f.ags)) FILTER (WHERE {IS_CASE}) AS participations,
            count(DISTINCT f.grant_id) FILTER (
                WHERE {IS_CASE} AND f.grant_id IN (SELECT grant_id FROM across)
            ) AS across
        FROM booked f GROUP BY 1
    ), counted AS (
        SELECT left(x.ags, %(length)s) AS area, count(*) AS bodies,
            sum(x.population) FILTER (WHERE x.kind = ANY(%(municipalities)s)) AS inhabitants,
            max(x.as_of) FILTER (WHERE x.kind = ANY(%(municipalities)s)) AS population_on
        FROM existing x GROUP BY 1
    )
    SELECT a.ags, a.name, a.above, COALESCE(c.bodies, 0), COALESCE(b.funded, 0),
        COALESCE(b.grants, 0), COALESCE(b.participations, 0), COALESCE(b.across, 0),
        {KNOWN}, c.inhabitants, c.population_on
    FROM ({{areas}}) a
    LEFT JOIN counted c ON c.area = a.ags
    LEFT JOIN by_area b ON b.area = a.ags
    WHERE c.area IS NOT NULL OR b.area IS NOT NULL
    ORDER BY a.over, a.place, a.ags
"""  # noqa: S608  # constants of ours


def received_by_body(
    user: Viewer, *, at: AsOf, program: Program | None = None
) -> list[ReceivedMoney]:
    """What each body got: those that exist on the day, and earlier ones with bookings, by key."""
    return [ReceivedMoney(*row) for row in _read(BY_BODY, user, at, program, {})]


def received_by_area(
    user: Viewer, *, at: AsOf, level: Level = Level.DISTRICT, program: Program | None = None
) -> list[Region]:
    """What the bodies of each district or government district got, by government district.

    Whoever does not see every case gets what was told: an independent city is a single body.
    Source: docs/rules/reporting.md, "Regionen".
    """
    sql = BY_AREA.replace("{areas}", AREAS[level])
    return [Region(*row) for row in _read(sql, user, at, program, {"length": PREFIX_LENGTH[level]})]


def _read(
    sql: str, user: Viewer, at: AsOf, program: Program | None, more: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    params = {
        "at": at.day,
        "program": program.pk if program else None,
        "told": told_to(user, at=at),
        "recipients": [kind.value for kind in RECIPIENT_KINDS],
        "municipalities": [kind.value for kind in MUNICIPALITY_KINDS],
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        yield from cursor.fetchall()
