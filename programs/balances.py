"""Balance rows against the ledger: the second half of the check of the budget roll-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from core.money import ZERO
from core.rollups import Difference
from programs.choices import EntryKind
from programs.models import BudgetBalance, GrantBalance, LedgerEntry
from programs.models.triggers.ledger import GRANT_COLUMNS, LINE_COLUMNS
from programs.rules.kinds import KINDS

Key = tuple[Any, ...]
Sums = dict[Key, dict[str, Decimal]]


def compare_balances(at: date) -> Iterator[Difference]:
    """The balance rows that do not say what the ledger says of the day `at`.

    A booking for a day to come shows here: it is in the balance and not in the ledger of today.
    """
    lines, grants = _booked(at)
    for kind, stored, sums, columns in (
        ("line", _lines(), lines, LINE_COLUMNS),
        ("grant", _grants(), grants, GRANT_COLUMNS),
    ):
        for key in sorted(stored.keys() | sums.keys()):
            expected = tuple(sums.get(key, {}).get(column, ZERO) for column in columns)
            found = stored.get(key)
            if found != expected:
                yield (f"balance of {kind}", *key), found, expected


def _booked(at: date) -> tuple[Sums, Sums]:
    """What is booked by the day, by line, and by grant and line."""
    lines: Sums = defaultdict(lambda: defaultdict(lambda: ZERO))
    grants: Sums = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows = (
        LedgerEntry.objects.booked_by(at)
        .order_by()
        .values_list("line_id", "grant_id", "kind")
        .annotate(sum_eur=Sum("amount_eur"))
    )
    for line, grant, kind, amount in rows:
        what = KINDS[EntryKind(kind)]
        for column, sign in what.line.items():
            lines[(line,)][column] += sign * amount
        for column, sign in what.grant.items():
            if grant is not None:
                grants[grant, line][column] += sign * amount
    return lines, grants


def _lines() -> dict[Key, Key]:
    rows = BudgetBalance.objects.values_list("line_id", *LINE_COLUMNS)
    return {(line,): tuple(values) for line, *values in rows}


def _grants() -> dict[Key, Key]:
    rows = GrantBalance.objects.values_list("grant_id", "line_id", *GRANT_COLUMNS)
    return {(grant, line): tuple(values) for grant, line, *values in rows}
