"""The budget roll-up: what the money ledger says, per area, program and fiscal year."""

from __future__ import annotations

from collections import defaultdict
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


def _amounts(entry: LedgerEntry) -> dict[str, Decimal]:
    """What one entry adds to each measure."""
    kind = KINDS[EntryKind(entry.kind)]
    signs = kind.cash if entry.line.due_year is None else kind.authorised
    return {name: sign * entry.amount_eur for name, sign in signs.items()}


def recompute(at: date) -> Groups:
    """The roll-up of `at` once more, entry by entry in plain Python."""
    money = [name for name in MEASURES if name.endswith("_eur")]
    sums: dict[tuple[str, str, int, int], dict[str, Decimal]] = defaultdict(
        lambda: dict.fromkeys(money, ZERO)
    )
    grants: dict[tuple[str, str, int, int], set[int]] = defaultdict(set)
    parts: dict[tuple[str, str, int, int], set[tuple[int, str]]] = defaultdict(set)
    entries = LedgerEntry.objects.booked_by(at).select_related("line").order_by()
    for entry in entries.iterator(chunk_size=5000):
        ags = entry.municipality_id or STATE_AGS
        for level in Level:
            area = area_of(ags, level)
            if area is None:
                continue
            key = (level.value, area, entry.line.program_id, entry.line.fiscal_year)
            for name, amount in _amounts(entry).items():
                sums[key][name] += amount
            if key not in sums:
                sums[key] = dict.fromkeys(money, ZERO)
            is_first = entry.authorisation_id is None
            if entry.kind == EntryKind.COMMITMENT and entry.grant_id and is_first:
                grants[key].add(entry.grant_id)
                parts[key].add((entry.grant_id, ags))
    return {
        key: (*(values[name] for name in money), len(grants[key]), len(parts[key]))
        for key, values in sums.items()
    }


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
