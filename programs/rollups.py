"""The budget roll-up: what the money ledger says, per area, program and fiscal year."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from core.areas import STATE_AGS, Level, area_of
from core.money import ZERO
from core.rollups import Groups, Rollup, register
from programs.choices import BUDGET_KINDS, EntryKind
from programs.models import BudgetRollup, LedgerEntry

# What is taken over from an authorisation moves money to the year it is due in; the case counts
# once, in the year that bound it.
FACTS = f"""
SELECT COALESCE(e.municipality_id, '{STATE_AGS}') AS ags, l.program_id, l.fiscal_year,
    e.kind, e.amount_eur, l.due_year IS NULL AS is_cash,
    CASE WHEN e.authorisation_id IS NULL THEN e.grant_id END AS grant_id
FROM programs_ledgerentry e JOIN programs_budgetline l ON l.id = e.line_id
WHERE e.booked_on <= %(at)s
"""  # noqa: S608  # a constant of ours


def _cash(*kinds: EntryKind) -> str:
    listed = ", ".join(f"'{kind.value}'" for kind in kinds)
    return f"COALESCE(sum(f.amount_eur) FILTER (WHERE f.is_cash AND f.kind IN ({listed})), 0.00)"


def _authorised(*kinds: EntryKind) -> str:
    return _cash(*kinds).replace("f.is_cash", "NOT f.is_cash")


MEASURES = {
    "appropriated_eur": _cash(EntryKind.APPROPRIATION),
    "supplementary_eur": _cash(EntryKind.SUPPLEMENTARY),
    "carried_over_eur": _cash(EntryKind.CARRY_OVER),
    "blocked_eur": f"-{_cash(EntryKind.BLOCK, EntryKind.RELEASE)}",
    "available_eur": _cash(*BUDGET_KINDS),
    "committed_eur": _cash(EntryKind.COMMITMENT, EntryKind.OPERATING_COST),
    "drawn_eur": _cash(EntryKind.DRAWDOWN),
    "paid_eur": _cash(EntryKind.PAYMENT, EntryKind.OPERATING_COST),
    "claimed_eur": _cash(EntryKind.CLAIM),
    "repaid_eur": _cash(EntryKind.REPAYMENT),
    "interest_claimed_eur": _cash(EntryKind.INTEREST_CLAIM),
    "interest_received_eur": _cash(EntryKind.INTEREST),
    "operating_cost_eur": _cash(EntryKind.OPERATING_COST),
    "authorised_eur": _authorised(*BUDGET_KINDS),
    "authorised_bound_eur": _authorised(EntryKind.COMMITMENT),
    "grants": "count(DISTINCT f.grant_id) FILTER (WHERE f.kind = 'commitment')",
    "participations": "count(DISTINCT (f.grant_id, f.ags)) "
    "FILTER (WHERE f.kind = 'commitment' AND f.grant_id IS NOT NULL)",
}

# The second computation: which measures an entry of a kind adds to, and with which sign.
ADDS_TO: dict[str, dict[str, int]] = {
    "appropriation": {"appropriated_eur": 1, "available_eur": 1},
    "supplementary": {"supplementary_eur": 1, "available_eur": 1},
    "carry_over": {"carried_over_eur": 1, "available_eur": 1},
    "block": {"blocked_eur": -1, "available_eur": 1},
    "release": {"blocked_eur": -1, "available_eur": 1},
    "commitment": {"committed_eur": 1},
    "drawdown": {"drawn_eur": 1},
    "payment": {"paid_eur": 1},
    "claim": {"claimed_eur": 1},
    "repayment": {"repaid_eur": 1},
    "interest_claim": {"interest_claimed_eur": 1},
    "interest": {"interest_received_eur": 1},
    "operating_cost": {"committed_eur": 1, "paid_eur": 1, "operating_cost_eur": 1},
}


def _amounts(entry: LedgerEntry) -> dict[str, Decimal]:
    """What one entry adds to each measure."""
    if entry.line.due_year is None:
        return {name: sign * entry.amount_eur for name, sign in ADDS_TO[entry.kind].items()}
    if entry.kind == EntryKind.COMMITMENT:
        return {"authorised_bound_eur": entry.amount_eur}
    return {"authorised_eur": entry.amount_eur} if entry.kind in BUDGET_KINDS else {}


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
    )
)
