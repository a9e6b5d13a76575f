"""The budget lines of programs and years, as the budget names them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.money import ZERO
from programs.choices import EntryKind
from programs.models import BudgetLine, LedgerEntry
from programs.rules.kinds import KINDS


@dataclass(frozen=True)
class LineFunds:
    """What is free and what is blocked on a line, in euros."""

    free_eur: Decimal = ZERO
    blocked_eur: Decimal = ZERO


def least_since(line: BudgetLine, day: date) -> LineFunds:
    """The least that was free and the least that was blocked on the line, on `day` or later.

    What is dated back takes no more than that, else the line of a past day would be below zero.
    """
    stood = _standing(line, day)
    return LineFunds(
        min(one.free_eur for _on, one in stood), min(one.blocked_eur for _on, one in stood)
    )


def fits_from(line: BudgetLine, amount_eur: Decimal, *, after: date) -> date | None:
    """The first day after `after` since which the line has always had `amount_eur` free.

    None where the last booking leaves less.
    """
    found = None
    for on, funds in reversed(_standing(line, after)):
        if funds.free_eur < amount_eur:
            break
        found = on
    return found


def _standing(line: BudgetLine, day: date) -> list[tuple[date, LineFunds]]:
    """What was free and blocked at the end of `day` and of each later day with a booking."""
    entries = LedgerEntry.objects.filter(line=line).order_by("booked_on")
    booked = entries.values_list("booked_on", "kind").annotate(total=Sum("amount_eur"))
    by_day: dict[date, list[tuple[str, Decimal]]] = defaultdict(list)
    for on, kind, total in booked:
        by_day[max(on, day)].append((kind, total))
    free = blocked = ZERO
    stood: list[tuple[date, LineFunds]] = []
    for on in sorted({day, *by_day}):
        for kind, total in by_day[on]:
            signs = KINDS[EntryKind(kind)].line
            free += (signs.get("available_eur", 0) - signs.get("committed_eur", 0)) * total
            blocked += signs.get("blocked_eur", 0) * total
        stood.append((on, LineFunds(free, blocked)))
    return stood


def line_name(line: BudgetLine) -> str:
    """Einzelplan, Kapitel, Förderprodukt and Titel, as far as there are any."""
    parts = (line.einzelplan, line.kapitel, line.foerderprodukt, line.titel)
    return " / ".join(part for part in parts if part)


def lines_of_years() -> dict[tuple[str, int | None], str]:
    """The lines with cash of each program (by code) and fiscal year; one query."""
    found: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for line in BudgetLine.objects.cash().select_related("program"):
        found[line.program.code, line.fiscal_year].append(line_name(line))
    return {key: "; ".join(dict.fromkeys(names)) for key, names in found.items()}
