"""Commitment authorisations in their due year: what is still bound there and waits for cash."""

from __future__ import annotations

from django.db.models import F, QuerySet

from programs.models import BudgetLine, GrantBalance


def due_commitments(year: int) -> QuerySet[GrantBalance]:
    """What cases have bound on authorisations that are due by `year` and did not take over."""
    return GrantBalance.objects.filter(
        line__due_year__lte=year, committed_eur__gt=F("drawn_eur")
    ).select_related("line__program")


def cash_lines(authorisation: BudgetLine, year: int) -> list[BudgetLine]:
    """The lines of `year` that may take over what the authorisation binds.

    That of the same product alone where there is one, otherwise all of the program.
    """
    lines = BudgetLine.objects.cash().of_year(year).filter(program=authorisation.program_id)
    same = lines.filter(
        kapitel=authorisation.kapitel,
        foerderprodukt=authorisation.foerderprodukt,
        titel=authorisation.titel,
    )
    return list(same.select_related("program")) or list(lines.select_related("program"))
