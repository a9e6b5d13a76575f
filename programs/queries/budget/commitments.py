"""Commitment authorisations in their due year: what is still bound there and waits for cash."""

from __future__ import annotations

from datetime import date

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


def bound_on(line: BudgetLine) -> QuerySet[GrantBalance]:
    """What each case has bound and not drawn on a line, by file reference."""
    rows = GrantBalance.objects.filter(line=line, committed_eur__gt=F("drawn_eur"))
    return rows.select_related("grant__lead").order_by("grant__file_reference", "pk")


def lines_to_take_over(today: date) -> QuerySet[BudgetLine]:
    """Lines with cash of years that are over on which something is bound and unpaid.

    `open_eur` is how much; what was paid and reclaimed stays where it was paid.
    """
    return (
        BudgetLine.objects.cash()
        .filter(fiscal_year__lt=today.year, balance__committed_eur__gt=F("balance__paid_eur"))
        .annotate(open_eur=F("balance__committed_eur") - F("balance__paid_eur"))
        .select_related("program")
        .order_by("fiscal_year", "program__name", "pk")
    )
