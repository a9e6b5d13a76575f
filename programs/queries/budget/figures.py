"""Figures of money: each sum is defined here once, from the budget roll-up or the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from core import rollups
from core.areas import STATE_AGS, Level
from core.as_of import AsOf
from core.money import ZERO
from programs.models import Envelope, EnvelopePart
from programs.rollups import BUDGET


@dataclass(frozen=True)
class Budget:
    """Sums in euros of one program and fiscal year (or a total) in one area.

    open = approved - paid; free = available - committed. Nothing else is called open or free.
    """

    program: str
    program_name: str
    fiscal_year: int | None
    appropriated_eur: Decimal
    supplementary_eur: Decimal
    carried_over_eur: Decimal
    blocked_eur: Decimal
    available_eur: Decimal
    committed_eur: Decimal
    drawn_eur: Decimal
    paid_eur: Decimal
    claimed_eur: Decimal
    repaid_eur: Decimal
    interest_claimed_eur: Decimal
    interest_received_eur: Decimal
    operating_cost_eur: Decimal
    authorised_eur: Decimal
    authorised_bound_eur: Decimal
    grants: int
    participations: int

    @property
    def free_eur(self) -> Decimal:
        return self.available_eur - self.committed_eur

    @property
    def open_eur(self) -> Decimal:
        return self.committed_eur - self.paid_eur

    @property
    def committed_rate(self) -> Decimal | None:
        """Share of the available funds that is committed (Bindungsquote)."""
        return self.committed_eur / self.available_eur if self.available_eur else None

    @property
    def paid_rate(self) -> Decimal | None:
        """Share of the appropriation that is paid (Abflussquote)."""
        return self.paid_eur / self.appropriated_eur if self.appropriated_eur else None


SUMS = [f.name for f in fields(Budget)][3:]  # the last two are counts

# Cases with a commitment, as the roll-up counts them; one with lines in several years counts once,
# which the sum of its years does not.
CASES = """
    SELECT program_id, count(DISTINCT grant_id) AS grants, count(*) AS participations FROM (
    SELECT DISTINCT {program} AS program_id, e.grant_id, e.municipality_id
    FROM programs_ledgerentry e
    JOIN programs_budgetline l ON l.id = e.line_id
    WHERE e.kind = 'commitment' AND e.grant_id IS NOT NULL AND e.authorisation_id IS NULL
        AND (%(until)s::date IS NULL OR e.booked_on <= %(until)s)
        AND (%(of_program)s = ''
            OR l.program_id = (SELECT id FROM programs_program WHERE code = %(of_program)s))
        AND CASE WHEN %(level)s = 'body' THEN e.municipality_id = %(area)s
            ELSE starts_with(e.municipality_id, %(area)s)
                OR e.municipality_id IS NULL AND %(area)s = %(state)s END
    ) taking_part GROUP BY program_id
"""
# Different bodies with a commitment, of whatever kind of line.
FUNDED = """
    SELECT count(DISTINCT e.municipality_id) FROM programs_ledgerentry e
    JOIN programs_budgetline l ON l.id = e.line_id
    WHERE e.kind = 'commitment' AND (%(until)s::date IS NULL OR e.booked_on <= %(until)s)
        AND (%(of_program)s = ''
            OR l.program_id = (SELECT id FROM programs_program WHERE code = %(of_program)s))
"""
DISTINCT_CASES = ["COALESCE(max(c.grants), 0)", "COALESCE(max(c.participations), 0)"]


def budget(
    by: str = "year",
    *,
    area: str = STATE_AGS,
    level: Level = Level.STATE,
    at: AsOf,
    program: str = "",
    year: int | None = None,
) -> list[Budget]:
    """Budget sums of `area`: one row per program and "year", per "program", or the "total".

    Over several years a case and a participation count once, though each year's row has them.
    """
    only_body = area if level == Level.BODY else ""
    relation, params = rollups.source(BUDGET, at=at, area=area, body=only_body, level=level)
    params |= {"area": area, "level": level.value}
    conditions = ["r.level = %(level)s", "r.ags = %(area)s"]
    if program:
        conditions.append("p.code = %(program)s")
        params["program"] = program
    if year is not None:
        conditions.append("r.fiscal_year = %(year)s")
        params["year"] = year
    keys = {
        "year": ("p.code, p.name, r.fiscal_year", "p.name, r.fiscal_year DESC"),
        "program": ("p.code, p.name, NULL::int", "p.name"),
        "total": ("'', '', NULL::int", "1"),
    }
    select, order = keys[by]
    group = {"year": f"GROUP BY {select}", "program": "GROUP BY p.code, p.name", "total": ""}[by]
    sums = ", ".join(map(_sum, SUMS))
    with_cases = cases = ""
    if by != "year" and year is None:  # in one year the roll-up counts each case once
        sums = ", ".join([*map(_sum, SUMS[:-2]), *DISTINCT_CASES])
        counted = CASES.format(program="l.program_id" if by == "program" else "0")
        with_cases = f"WITH c AS MATERIALIZED ({counted})"  # read once, not for each row
        cases = "LEFT JOIN c ON c.program_id IN (0, p.id)"
        params |= {"state": STATE_AGS, "until": at.past, "of_program": program}
    sql = f"""
        {with_cases} SELECT {select}, {sums}
        FROM {relation} r JOIN programs_program p ON p.id = r.program_id {cases}
        WHERE {" AND ".join(conditions)} {group} ORDER BY {order}
    """  # noqa: S608  # built from the constants above; values are parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_budget(row) for row in cursor.fetchall()]


def budget_total(rows: Sequence[Budget]) -> Budget:
    """The sum of rows that share no booking, such as all programs of an area."""
    counts = ("grants", "participations")
    sums: dict[str, Any] = {
        name: sum((getattr(row, name) for row in rows), 0 if name in counts else ZERO)
        for name in SUMS
    }
    return Budget(program="", program_name="", fiscal_year=None, **sums)


def _sum(name: str, condition: str = "TRUE") -> str:
    return f"COALESCE(sum(r.{name}) FILTER (WHERE {condition}), 0)"


def _budget(row: tuple[Any, ...]) -> Budget:
    names = [field.name for field in fields(Budget)]
    counts = [int(value) for value in row[-2:]]
    return Budget(**dict(zip(names, [*row[:-2], *counts], strict=True)))


@dataclass(frozen=True)
class EnvelopeTotal:
    """The total of several envelopes in euros, with what lies in more than one of them."""

    total_eur: Decimal
    sum_eur: Decimal
    shared: tuple[Envelope, ...]


def envelope_total(codes: Iterable[str]) -> EnvelopeTotal:
    """The envelopes' total with every part counted once: 100 + 37 - 20 = 117.

    Each envelope adds what its parts do not explain; parts reached on several ways add once.
    Source: docs/rules/budget.md, "Umschläge".
    """
    inside = EnvelopePart.objects.filter(whole=OuterRef("pk")).order_by("pk").values("part")
    found = Envelope.objects.annotate(part_codes=ArraySubquery(inside)).in_bulk()
    parts: dict[str, list[str]] = {code: envelope.part_codes for code, envelope in found.items()}
    roots = list(codes)
    reached_from: dict[str, set[str]] = {}
    for root in roots:
        for code in _reach(root, parts):
            reached_from.setdefault(code, set()).add(root)
    own = {
        code: found[code].amount_eur - sum((found[part].amount_eur for part in parts[code]), ZERO)
        for code in reached_from
    }
    return EnvelopeTotal(
        total_eur=sum(own.values(), ZERO),
        sum_eur=sum((found[root].amount_eur for root in roots), ZERO),
        shared=tuple(found[c] for c, wholes in sorted(reached_from.items()) if len(wholes) > 1),
    )


def _reach(code: str, parts: dict[str, list[str]]) -> set[str]:
    reached = {code}
    for part in parts[code]:
        reached |= _reach(part, parts)
    return reached


def funded_bodies(*, program: str = "", at: AsOf) -> int:
    """How many different municipal bodies hold a commitment; a body counts once."""
    with connection.cursor() as cursor:
        cursor.execute(FUNDED, {"of_program": program, "until": at.past})
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class StateMoney:
    """The money of the whole state: its programs over all years, one year, the bodies funded."""

    programs: list[Budget]
    of_year: Budget
    funded_bodies: int


def state_money(*, year: int, at: AsOf) -> StateMoney:
    """What `budget` says by program and of the year, and `funded_bodies`, in one statement."""
    relation, params = rollups.source(BUDGET, at=at, level=Level.STATE)
    params |= {"area": STATE_AGS, "level": Level.STATE.value, "state": STATE_AGS}
    params |= {"until": at.past, "of_program": "", "year": year}
    of_year = [_sum(name, "r.fiscal_year = %(year)s") for name in SUMS]
    sums = [*map(_sum, SUMS[:-2]), *DISTINCT_CASES, *of_year]
    sql = f"""
        WITH c AS MATERIALIZED ({CASES.format(program="l.program_id")})
        SELECT p.code, p.name, NULL::int, {", ".join(sums)}, ({FUNDED})
        FROM {relation} r JOIN programs_program p ON p.id = r.program_id
        LEFT JOIN c ON c.program_id = p.id
        WHERE r.level = %(level)s AND r.ags = %(area)s GROUP BY p.code, p.name ORDER BY p.name
    """  # noqa: S608  # built from the constants above; values are parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    width = len(fields(Budget))
    return StateMoney(
        [_budget(row[:width]) for row in rows],
        budget_total([_budget((*row[:3], *row[width:-1])) for row in rows]),
        rows[0][-1] if rows else 0,
    )
