"""What is bound on a case and not drawn, by budget line and partner, and what is not final."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.money import ZERO, sum_eur
from programs.choices import AMENDING, EntryKind
from programs.models import BudgetLine, Grant, LedgerEntry
from programs.rules.splitting import Table


def rests_of(case: Grant) -> dict[tuple[int, str], Decimal]:
    """Euros bound and not drawn, by budget line and municipality (AGS)."""
    rests: dict[tuple[int, str], Decimal] = {}
    entries = LedgerEntry.objects.filter(
        grant=case, kind__in=[EntryKind.COMMITMENT, EntryKind.DRAWDOWN]
    )
    rows = entries.values_list("line_id", "municipality_id", "kind", "amount_eur")
    for line, ags, kind, amount in rows:
        signed = amount if kind == EntryKind.COMMITMENT else -amount
        rests[line, ags or ""] = rests.get((line, ags or ""), ZERO) + signed
    return rests


def unused_by_line(case: Grant) -> Table:
    """What is bound and not drawn, as a table of budget lines and municipalities."""
    table: Table = {}
    for (line, ags), rest in sorted(rests_of(case).items()):
        table.setdefault(line, {})[ags] = rest
    return table


def unfinal_eur(case: Grant, line: BudgetLine, on: date) -> Decimal:
    """What amendments add on a budget line that are not final on the day: not yet to be drawn."""
    added = LedgerEntry.objects.filter(
        grant=case,
        line=line,
        kind=EntryKind.COMMITMENT,
        amount_eur__gt=0,
        decision__kind__in=AMENDING,
    )
    waiting = added.exclude(decision__final_on__lte=on)
    return sum_eur(waiting.values_list("amount_eur", flat=True))
