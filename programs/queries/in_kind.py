"""What bodies received without money: what it was and how often, never an amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core.as_of import AsOf
from core.database.intervals import holds
from programs.queries.efa import NotionalYear

ADVICE, FACTORIES = "digitalisierungsberatung", "digitalisierungsfabriken"

# Recorded support, advice as the coordination office keeps it, and what the factories built and a
# body has set up. Nothing here has a price.
RECEIVED = f"""
    SELECT p.name, m.ags, m.name, d.name, r.what, sum(r.number)::int, max(r.received_on)
    FROM (
        SELECT i.program_id, i.municipality_id, i.description AS what, i.quantity AS number,
            i.received_on
        FROM programs_inkindsupport i WHERE i.received_on <= %(day)s
        UNION ALL
        SELECT p.id, a.municipality_id, b.name, 1, a.given_on
        FROM services_advicegiven a
        JOIN services_advicemodule b ON b.code = a.module_id
        JOIN programs_program p ON p.code = %(advice)s
        WHERE a.given_on <= %(day)s
        UNION ALL
        SELECT p.id, e.municipality_id, %(factory_result)s, count(DISTINCT e.process_id),
            max(e.valid_from)
        FROM services_rolloutevent e
        JOIN services_onlineprocess x ON x.code = e.process_id AND x.kind = 'civento'
        JOIN programs_program p ON p.code = %(factories)s
        WHERE {holds("e", has_begin=True)}
            AND e.configured
            AND (%(bodies)s::text[] IS NULL OR e.municipality_id = ANY(%(bodies)s))
        GROUP BY p.id, e.municipality_id
    ) r
    JOIN programs_program p ON p.id = r.program_id
    JOIN municipalities_municipality m ON m.ags = r.municipality_id
    JOIN municipalities_district d ON d.ags = m.district_id
    WHERE (%(bodies)s::text[] IS NULL OR m.ags = ANY(%(bodies)s))
        AND (%(program)s = '' OR p.code = %(program)s)
    GROUP BY p.name, m.ags, m.name, m.sort_name, d.name, r.what
"""  # noqa: S608  # constants of ours
IN_ORDER = " ORDER BY p.name, m.sort_name, m.ags, r.what"

# The notional shares of the same bodies, in the same columns, so that a page asks once.
WITH_NOTIONAL = f"""
    SELECT x.*, NULL::int AS year, NULL::numeric AS amount_eur FROM ({RECEIVED}) x
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, count(DISTINCT c.process_id)::int, NULL, c.year,
        sum(s.amount_eur)
    FROM programs_efashare s
    JOIN programs_efacost c ON c.id = s.cost_id AND c.reversed_at IS NULL
    WHERE s.municipality_id = ANY(%(bodies)s)
    GROUP BY c.year
"""  # noqa: S608  # constants of ours


@dataclass(frozen=True)
class Received:
    """One kind of support that one body received, how often, and when last."""

    program: str
    ags: str
    body: str
    district: str
    what: str
    number: int
    last_on: date


def received(bodies: Sequence[str] | None = None, *, at: AsOf, program: str = "") -> list[Received]:
    """Support in kind by the day of the `bodies`, of all if None, of one program or all; one query.

    Source: docs/rules/programs.md, "Unterstützung ohne Geld".
    """
    with connection.cursor() as cursor:
        cursor.execute(RECEIVED + IN_ORDER, _values(bodies, program, at))
        return [Received(*row) for row in cursor.fetchall()]


def support_of(bodies: Sequence[str], *, at: AsOf) -> tuple[list[Received], list[NotionalYear]]:
    """Support in kind and notional shares of the `bodies`, apart from each other; one query.

    Of a past day there are no notional shares: which stood then is not kept.
    """
    if not at.is_today:
        return received(bodies, at=at), []
    with connection.cursor() as cursor:
        cursor.execute(WITH_NOTIONAL, _values(bodies, "", at))
        rows = cursor.fetchall()
    notional = [NotionalYear(year, number, eur) for *_rest, number, _on, year, eur in rows if year]
    kind = [Received(*row[:-2]) for row in rows if row[-2] is None]
    kind.sort(key=lambda row: (row.program, row.what, row.ags))
    return kind, sorted(notional, key=lambda share: -share.year)


def _values(bodies: Sequence[str] | None, program: str, at: AsOf) -> dict[str, Any]:
    return {
        "advice": ADVICE,
        "factories": FACTORIES,
        "factory_result": _("online applications of the factories set up"),
        "bodies": None if bodies is None else list(bodies),
        "program": program,
        "day": at.day,
    }


@dataclass(frozen=True)
class Reach:
    """How many bodies a program reached in kind, and how often; no amount belongs to it."""

    bodies: int
    number: int


def reach_of(program: str, *, at: AsOf) -> Reach | None:
    """What the program gave in kind by the day, None if nothing is recorded."""
    rows = received(program=program, at=at)
    if not rows:
        return None
    return Reach(len({row.ags for row in rows}), sum(row.number for row in rows))
