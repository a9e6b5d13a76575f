"""What is due when: in cases at hand, or in a month of all that somebody may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from core.calendar import all_holidays
from core.formats import format_eur
from programs.choices import GrantState
from programs.models import Grant
from programs.rules.steps.base import OWING_REPORTS

CLOSED = (GrantState.CLOSED, GrantState.REJECTED, GrantState.WITHDRAWN, GrantState.RECORDED)
RUNNING = (GrantState.NOTIFIED, GrantState.FINAL, GrantState.IN_PAYMENT)

TEXTS = {
    "paper": gettext_lazy("Paper: %(detail)s"),
    "use": gettext_lazy("Use of the money"),
    "interim": gettext_lazy("Interim report for %(detail)s"),
    "proof": gettext_lazy("Proof of use"),
    "reclaim": gettext_lazy("Reclaim: %(detail)s to be repaid"),
    "interest": gettext_lazy("Interest on a reclaim: %(detail)s to be paid"),
    "period": gettext_lazy("End of the approval period"),
    "binding": gettext_lazy("End of the binding of assets"),
    "final": gettext_lazy("The decision becomes final"),
}

MONEY = ("reclaim", "interest")

OPEN = """g.state <> ALL(%(closed)s)
        AND (%(cases)s::bigint[] IS NULL OR g.id = ANY(%(cases)s))"""
# A row for each thing that is open, of the cases that are asked for; each kind has its place among
# those of one day and case. The last one is terms.finality.final_day in SQL.
DUE = f"""
    SELECT m.due_on AS day, 1 AS place, 'paper' AS kind, m.title AS detail, m.grant_id, m.id AS key
    FROM programs_missingpaper m JOIN programs_grant g ON g.id = m.grant_id AND {OPEN}
    WHERE m.received_on IS NULL
    UNION ALL
    SELECT p.use_until, 2, 'use', '', d.grant_id, p.id
    FROM programs_payment p JOIN programs_drawdown d ON d.id = p.drawdown_id
    JOIN programs_grant g ON g.id = d.grant_id AND {OPEN}
    WHERE p.use_until IS NOT NULL AND p.used_on IS NULL AND p.cancelled_at IS NULL
    UNION ALL
    SELECT i.due_on, 3, 'interim', i.for_year::text, i.grant_id, i.for_year
    FROM programs_interimreport i JOIN programs_grant g ON g.id = i.grant_id AND {OPEN}
    WHERE i.submitted_on IS NULL AND g.state = ANY(%(owing)s)
    UNION ALL
    SELECT p.due_on, 4, 'proof', '', p.grant_id, p.id
    FROM programs_proofofuse p JOIN programs_grant g ON g.id = p.grant_id AND {OPEN}
    WHERE p.submitted_on IS NULL AND g.state = ANY(%(owing)s)
    UNION ALL
    SELECT r.due_on, 5, 'reclaim',
        sum(CASE e.kind WHEN 'claim' THEN e.amount_eur ELSE -e.amount_eur END)::text,
        r.grant_id, r.id
    FROM programs_reclaim r JOIN programs_ledgerentry e ON e.reclaim_id = r.id
    JOIN programs_grant g ON g.id = r.grant_id AND {OPEN}
    WHERE r.settled_on IS NULL AND r.cancelled_at IS NULL
        AND e.kind IN ('claim', 'repayment')
        AND (%(bodies)s::text[] IS NULL OR e.municipality_id = ANY(%(bodies)s))
    GROUP BY r.id
    HAVING sum(CASE e.kind WHEN 'claim' THEN e.amount_eur ELSE -e.amount_eur END) > 0
    UNION ALL
    SELECT r.interest_due_on, 6, 'interest',
        sum(CASE e.kind WHEN 'interest_claim' THEN e.amount_eur ELSE -e.amount_eur END)::text,
        r.grant_id, r.id
    FROM programs_reclaim r JOIN programs_ledgerentry e ON e.reclaim_id = r.id
    JOIN programs_grant g ON g.id = r.grant_id AND {OPEN}
    WHERE r.settled_on IS NULL AND r.cancelled_at IS NULL
        AND e.kind IN ('interest_claim', 'interest')
        AND (%(bodies)s::text[] IS NULL OR e.municipality_id = ANY(%(bodies)s))
    GROUP BY r.id
    HAVING sum(CASE e.kind WHEN 'interest_claim' THEN e.amount_eur ELSE -e.amount_eur END) > 0
    UNION ALL
    SELECT g.period_end, 7, 'period', '', g.id, g.id FROM programs_grant g
    WHERE g.period_end IS NOT NULL AND g.state = ANY(%(running)s) AND {OPEN}
    UNION ALL
    SELECT f.day, 8, 'final', '', d.grant_id, d.id
    FROM programs_decision d JOIN programs_grant g ON g.id = d.grant_id AND {OPEN}
    JOIN programs_directive r ON r.id = g.directive_id
    CROSS JOIN LATERAL (
        SELECT min(e.day) AS day FROM (
            SELECT n + (d.delivered_on + make_interval(months => CASE
                WHEN d.appeal_notice ~ '[^[:space:]]' THEN r.finality_months
                ELSE r.uninstructed_finality_months END))::date AS day
            FROM generate_series(0, 9) AS n
        ) e WHERE extract(isodow FROM e.day) < 6 AND e.day <> ALL(%(holidays)s::date[])
    ) f
    WHERE g.state = 'notified' AND d.kind = 'initial' AND d.cancelled_at IS NULL
        AND d.delivered_on IS NOT NULL
        AND d.final_on IS NULL AND r.finality_months IS NOT NULL AND f.day >= %(final_from)s
"""  # noqa: S608  # constants of ours
IN_SPAN = """(%(since)s::date IS NULL OR day >= %(since)s)
    AND (%(until)s::date IS NULL OR day < %(until)s)"""
ORDER = "day, grant_id, place, key"
ROWS = f"""SELECT day, kind, detail, grant_id, key FROM ({DUE}) due WHERE {IN_SPAN}
    ORDER BY {ORDER} LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608  # the same
COUNTS = f"SELECT day, count(*) FROM ({DUE}) due WHERE {IN_SPAN} GROUP BY day"  # noqa: S608
FIRST_OF_DAYS = f"""SELECT day, kind, detail, grant_id, key FROM (
    SELECT due.*, row_number() OVER (PARTITION BY day ORDER BY {ORDER}) AS number
    FROM ({DUE}) due WHERE {IN_SPAN}
) numbered WHERE number <= %(most)s ORDER BY {ORDER}"""  # noqa: S608  # the same


@dataclass(frozen=True)
class Deadline:
    """One due date of one case; `kind` is a key of TEXTS, `key` says which row of that kind."""

    day: date
    what: str
    grant: Grant
    kind: str = ""
    key: int = 0


@dataclass(frozen=True, kw_only=True)
class DeadlinesAsked:
    """Whose deadlines of which days.

    `cases` passed `Grant.objects.visible_to`; None asks for every case, and `bodies` for what all
    partners together have to repay. `since` is the first day and `until` the day after the last,
    None without end. Decisions that become final by time are told from `final_from` on.
    """

    cases: Collection[int] | None = None
    bodies: Collection[str] | None = None
    since: date | None = None
    until: date | None = None
    final_from: date = date.max

    @property
    def parameters(self) -> dict[str, Any]:
        """The same for the database."""
        return {
            "cases": None if self.cases is None else list(self.cases),
            "bodies": None if self.bodies is None else list(self.bodies),
            "since": self.since,
            "until": self.until,
            "final_from": self.final_from,
            "closed": list(CLOSED),
            "owing": list(OWING_REPORTS),
            "running": list(RUNNING),
            "holidays": all_holidays(),
        }


def deadlines_due(
    asked: DeadlinesAsked, *, limit: int | None = None, offset: int = 0
) -> list[Deadline]:
    """The open deadlines, earliest first; two queries."""
    return _deadlines(_rows(ROWS, asked, limit=limit, offset=offset))


def count_by_day(asked: DeadlinesAsked) -> dict[date, int]:
    """How many deadlines each day has, earliest first, without the days that have none."""
    return dict(sorted(_rows(COUNTS, asked)))


def first_of_days(asked: DeadlinesAsked, *, most: int) -> list[Deadline]:
    """The first `most` deadlines of each day; two queries."""
    return _deadlines(_rows(FIRST_OF_DAYS, asked, most=most))


def deadlines(
    grants: Iterable[Grant],
    *,
    bodies: Collection[str] | None = None,
    final_from: date = date.max,
) -> list[Deadline]:
    """Open deadlines of cases that passed `Grant.objects.visible_to`, earliest first; one query.

    What is to be repaid names the amount that `bodies` owe (None: all partners together).
    """
    cases = {grant.pk: grant for grant in grants}
    asked = DeadlinesAsked(cases=cases, bodies=bodies, final_from=final_from)
    return _deadlines(_rows(ROWS, asked, limit=None, offset=0), cases)


def binding_ends(grants: Iterable[Grant], *, today: date) -> list[Deadline]:
    """The days until which assets stay bound to the purpose, not past yet, earliest first."""
    bound = [
        (grant.binding_until, grant.pk, grant)
        for grant in grants
        if grant.binding_until is not None and grant.binding_until >= today
    ]
    what = str(TEXTS["binding"])
    return [
        Deadline(day, what, grant) for day, _pk, grant in sorted(bound, key=lambda row: row[:2])
    ]


def _rows(statement: str, asked: DeadlinesAsked, **more: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**asked.parameters, **more})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _deadlines(
    rows: list[tuple[Any, ...]], cases: Mapping[int, Grant] | None = None
) -> list[Deadline]:
    if cases is None:
        cases = Grant.objects.select_related("program").in_bulk({case for *_, case, _key in rows})
    return [
        Deadline(day, TEXTS[kind] % {"detail": _told(kind, detail)}, cases[case], kind, key)
        for day, kind, detail, case, key in rows
    ]


def _told(kind: str, detail: str) -> str:
    return format_eur(Decimal(detail)) if kind in MONEY else detail
