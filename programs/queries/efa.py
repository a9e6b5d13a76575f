"""EfA operating costs by year and category, and the notional shares of bodies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from core.as_of import AsOf
from core.money import ZERO
from programs.choices import CostCategory, EntryKind, FundingStatus
from programs.models import BudgetLine, LedgerEntry
from programs.queries.budget.figures import Budget

EFA_PROGRAM = "efa-betriebskosten"


@dataclass(frozen=True)
class EfaYear:
    """What the state may bear and bears in one year, in euros; by category of the costs."""

    year: int
    is_promised: bool
    ceiling_eur: Decimal
    by_category: dict[str, Decimal]
    booked_eur: Decimal

    @property
    def free_eur(self) -> Decimal:
        return self.ceiling_eur - self.booked_eur


def efa_years(budgets: Iterable[Budget], *, at: AsOf) -> list[EfaYear]:
    """Each year with a budget line, newest first; `budgets` are the program's sums by year."""
    sums = {row.fiscal_year: row for row in budgets}
    entries = LedgerEntry.objects.filter(
        kind=EntryKind.OPERATING_COST, line__program__code=EFA_PROGRAM
    )
    if not at.is_today:
        entries = entries.booked_by(at.day)
    booked: dict[int, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(CostCategory, ZERO))
    totals: dict[int, Decimal] = defaultdict(lambda: ZERO)
    grouped = entries.order_by().values_list("line__fiscal_year", "efa_cost__category")
    for year, category, amount in grouped.annotate(total=Sum("amount_eur")):
        totals[year] += amount
        if category is not None:
            booked[year][category] += amount
    lines = BudgetLine.objects.cash().filter(program__code=EFA_PROGRAM)
    promised: dict[int, bool] = {}
    for year, status in lines.values_list("fiscal_year", "funding_status"):
        promised[year] = promised.get(year, False) or status == FundingStatus.COMMITTED
    return [
        EfaYear(
            year=year,
            is_promised=promised[year],
            ceiling_eur=sums[year].available_eur if year in sums else ZERO,
            by_category=dict(booked[year]),
            booked_eur=totals[year],
        )
        for year in sorted(promised, reverse=True)
    ]


@dataclass(frozen=True)
class NotionalYear:
    """The notional part of a body in the costs the state bore in one year: no money to it.

    Computed support in kind: it stands in no ledger and in no sum of grants.
    """

    year: int
    services: int
    amount_eur: Decimal
