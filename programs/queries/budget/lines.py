"""The budget lines of programs and years, as the budget names them."""

from __future__ import annotations

from collections import defaultdict

from programs.models import BudgetLine


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
