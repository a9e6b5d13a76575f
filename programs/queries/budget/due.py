"""What is bound by the year in which it falls due, and what authorisations leave free for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.as_of import AsOf
from programs.models import LedgerEntry, Program
from programs.queries.budget.reconciliation import booked_eur
from programs.rules.kinds import adding_to


@dataclass(frozen=True)
class DueYear:
    """One program in one year, in euros: what falls due of what is bound, by where it is bound.

    Cash is bound on lines of the year itself; authorisations were given in earlier years.
    """

    program: str
    year: int
    cash_eur: Decimal
    paid_eur: Decimal
    authorised_eur: Decimal
    authorised_bound_eur: Decimal
    authorised_free_eur: Decimal

    @property
    def due_eur(self) -> Decimal:
        return self.cash_eur + self.authorised_bound_eur


def due_years(*, at: AsOf, program: Program | None = None) -> list[DueYear]:
    """Each program and year with money, by program and year; one query.

    What was taken over from an authorisation is bound on the line with cash, and no longer there.
    What is not bound when the fiscal year of an authorisation ends lapses, and is not free.
    """
    entries = LedgerEntry.objects.all() if at.is_today else LedgerEntry.objects.booked_by(at.day)
    if program is not None:
        entries = entries.filter(line__program=program)
    is_cash = Q(line__due_year__isnull=True)
    may_bind = ~is_cash & Q(line__fiscal_year__gte=at.day.year)
    sums = (
        entries.order_by()
        .values(
            program=F("line__program__name"), year=Coalesce("line__due_year", "line__fiscal_year")
        )
        .annotate(
            cash_eur=_sum("cash", "committed_eur", is_cash),
            paid_eur=_sum("cash", "paid_eur", is_cash),
            authorised_eur=_sum("authorised", "authorised_eur", ~is_cash),
            authorised_bound_eur=_sum("authorised", "authorised_bound_eur", ~is_cash),
            authorised_free_eur=_sum("authorised", "authorised_eur", may_bind)
            - _sum("authorised", "authorised_bound_eur", may_bind),
        )
        .order_by("program", "year")
    )
    return [DueYear(**row) for row in sums]


def _sum(part: str, measure: str, of_lines: Q) -> Any:
    """The bookings that add to a measure."""
    return booked_eur(of_lines & Q(kind__in=adding_to(part, measure)))
