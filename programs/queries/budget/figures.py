"""Figures of money: each sum is defined here once, from the budget roll-up or the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import connection

from core import rollups
from core.areas import STATE_AGS, Level
from core.as_of import AsOf
from core.money import ZERO
from programs.choices import EntryKind
from programs.models import Envelope, EnvelopePart, LedgerEntry
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
    sums = ", ".join(f"COALESCE(sum(r.{name}), 0)" for name in SUMS)
    with_cases = cases = ""
    if by != "year" and year is None:  # in one year the roll-up counts each case once
        sums = ", ".join([f"COALESCE(sum(r.{name}), 0)" for name in SUMS[:-2]] + DISTINCT_CASES)
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
    envelopes = {e.code: e for e in Envelope.objects.all()}
    parts: dict[str, list[str]] = {}
    for whole, part in EnvelopePart.objects.values_list("whole_id", "part_id"):
        parts.setdefault(whole, []).append(part)
    roots = list(codes)
    reached_from: dict[str, set[str]] = {}
    for root in roots:
        for code in _reach(root, parts):
            reached_from.setdefault(code, set()).add(root)
    own = {
        code: envelopes[code].amount_eur
        - sum((envelopes[part].amount_eur for part in parts.get(code, [])), ZERO)
        for code in reached_from
    }
    return EnvelopeTotal(
        total_eur=sum(own.values(), ZERO),
        sum_eur=sum((envelopes[root].amount_eur for root in roots), ZERO),
        shared=tuple(envelopes[c] for c, wholes in sorted(reached_from.items()) if len(wholes) > 1),
    )


def _reach(code: str, parts: dict[str, list[str]]) -> set[str]:
    reached = {code}
    for part in parts.get(code, []):
        reached |= _reach(part, parts)
    return reached


def funded_bodies(*, program: str = "", at: AsOf) -> int:
    """How many different municipal bodies hold a commitment; a body counts once."""
    entries = LedgerEntry.objects.filter(kind=EntryKind.COMMITMENT, municipality__isnull=False)
    if not at.is_today:
        entries = entries.booked_by(at.day)
    if program:
        entries = entries.filter(line__program__code=program)
    return entries.values("municipality").distinct().count()
