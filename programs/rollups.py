"""The budget roll-up: what the money ledger says, per area, program and fiscal year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.areas import STATE_AGS, Level, area_of
from core.money import ZERO
from core.rollups import Groups, Rollup, register
from programs.balances import compare_balances
from programs.choices import EntryKind
from programs.models import BudgetRollup, LedgerEntry
from programs.rules.kinds import KINDS, signed_sum

# What is taken over from an authorisation moves money to the year it is due in; the case counts
# once, in the year that bound it.
FACTS = f"""
SELECT COALESCE(e.municipality_id, '{STATE_AGS}') AS ags, l.program_id, l.fiscal_year,
    e.kind, e.amount_eur, l.due_year IS NULL AS is_cash,
    CASE WHEN e.authorisation_id IS NULL THEN e.grant_id END AS grant_id
FROM programs_ledgerentry e JOIN programs_budgetline l ON l.id = e.line_id
WHERE e.booked_on <= %(at)s
"""  # noqa: S608  # a constant of ours


def _cash(measure: str) -> str:
    return signed_sum("cash", measure, amount="f.amount_eur", where="f.is_cash")


def _authorised(measure: str) -> str:
    return signed_sum("authorised", measure, amount="f.amount_eur", where="NOT f.is_cash")


CASH = (
    "appropriated_eur",
    "supplementary_eur",
    "carried_over_eur",
    "blocked_eur",
    "available_eur",
    "committed_eur",
    "drawn_eur",
    "paid_eur",
    "claimed_eur",
    "repaid_eur",
    "interest_claimed_eur",
    "interest_received_eur",
    "operating_cost_eur",
)
AUTHORISED = ("authorised_eur", "authorised_bound_eur")
MEASURES = {
    **{name: _cash(name) for name in CASH},
    **{name: _authorised(name) for name in AUTHORISED},
    "grants": "count(DISTINCT f.grant_id) FILTER (WHERE f.kind = 'commitment')",
    "participations": "count(DISTINCT (f.grant_id, f.ags)) "
    "FILTER (WHERE f.kind = 'commitment' AND f.grant_id IS NOT NULL)",
}
MONEY = tuple(name for name in MEASURES if name.endswith("_eur"))


def _amounts(entry: LedgerEntry) -> dict[str, Decimal]:
    """What one entry adds to each measure."""
    kind = KINDS[EntryKind(entry.kind)]
    signs = kind.cash if entry.line.due_year is None else kind.authorised
    return {name: sign * entry.amount_eur for name, sign in signs.items()}


@dataclass
class Sums:
    """What the entries of one group come to: euros, grants, and bodies that take part in them."""

    euros: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(MONEY, ZERO))
    parts: set[tuple[int, str]] = field(default_factory=set)

    def add(self, entry: LedgerEntry, ags: str) -> None:
        for name, amount in _amounts(entry).items():
            self.euros[name] += amount
        is_first = entry.authorisation_id is None
        if entry.kind == EntryKind.COMMITMENT and entry.grant_id and is_first:
            self.parts.add((entry.grant_id, ags))

    @property
    def row(self) -> tuple[Decimal | int, ...]:
        """The measures in their order."""
        grants = {grant for grant, _ags in self.parts}
        return (*self.euros.values(), len(grants), len(self.parts))


def recompute(at: date) -> Groups:
    """The roll-up of `at` once more, entry by entry in plain Python."""
    groups: dict[tuple[str, str, int, int], Sums] = defaultdict(Sums)
    entries = LedgerEntry.objects.booked_by(at).select_related("line").order_by()
    for entry in entries.iterator(chunk_size=5000):
        ags = entry.municipality_id or STATE_AGS
        line = entry.line
        for level, area in _areas_of(ags):
            groups[level.value, area, line.program_id, line.fiscal_year].add(entry, ags)
    return {key: sums.row for key, sums in groups.items()}


def _areas_of(ags: str) -> list[tuple[Level, str]]:
    """The areas that hold a body, with their levels."""
    found = ((level, area_of(ags, level)) for level in Level)
    return [(level, area) for level, area in found if area is not None]


BUDGET = register(
    Rollup(
        name="budget",
        target=BudgetRollup,
        facts=FACTS,
        dimensions=("program_id", "fiscal_year"),
        measures=MEASURES,
        recompute=recompute,
        compare=compare_balances,
    )
)
