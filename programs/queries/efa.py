"""EfA operating costs by year and category, and the notional shares of bodies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from core.as_of import AsOf
from core.money import ZERO
from programs.choices import CostBearer, CostCategory, EntryKind, FundingStatus
from programs.models import BudgetLine, EfaCost, LedgerEntry
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
    """Each year with a budget line, newest first; `budgets` are the program's sums by year.

    A year that had not begun by a past day stands there only where something was booked for it.
    """
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
    promised = _promised()
    return [
        EfaYear(
            year=year,
            is_promised=promised[year],
            ceiling_eur=sums[year].available_eur if year in sums else ZERO,
            by_category=dict(booked[year]),
            booked_eur=totals[year],
        )
        for year in sorted(promised, reverse=True)
        if at.is_today or year <= at.day.year or year in sums or year in totals
    ]


def _promised() -> dict[int, bool]:
    """Whether any line of the year is promised, by year with a line."""
    promised: dict[int, bool] = defaultdict(bool)
    lines = BudgetLine.objects.cash().filter(program__code=EFA_PROGRAM)
    for year, status in lines.values_list("fiscal_year", "funding_status"):
        promised[year] |= status == FundingStatus.COMMITTED
    return promised


@dataclass(frozen=True)
class NotionalYear:
    """The notional part of a body in the costs the state bore in one year: no money to it.

    Computed support in kind: it stands in no ledger and in no sum of grants.
    """

    year: int
    services: int
    amount_eur: Decimal


@dataclass(frozen=True)
class ProcessCost:
    """The operating costs of a process in one year, in euros, None where nothing is recorded."""

    state_eur: Decimal | None = None
    municipal_eur: Decimal | None = None
    keys: tuple[str, ...] = ()


def process_costs(year: int, *, at: AsOf) -> dict[str, ProcessCost]:
    """The costs of `year` by the day, by process: what is booked, and what bodies bear themselves.

    Two queries. What was reversed by the day is not in it.
    """
    entries = LedgerEntry.objects.booked_by(at.day).filter(efa_cost__year=year)
    booked = entries.order_by().values_list("efa_cost__process").annotate(Sum("amount_eur"))
    state = {process: total for process, total in booked if total}
    bodies: dict[str, Decimal] = {}
    kinds: dict[str, set[str]] = defaultdict(set)
    for cost in _in_force(year, at):
        kinds[cost.process_id].add(str(cost.get_key_kind_display()))
        if cost.bearer == CostBearer.MUNICIPALITY:
            bodies[cost.process_id] = bodies.get(cost.process_id, ZERO) + cost.amount_eur
    return {
        process: ProcessCost(state.get(process), bodies.get(process), tuple(sorted(kinds[process])))
        for process in {*state, *kinds}
    }


def _in_force(year: int, at: AsOf) -> QuerySet[EfaCost]:
    """Costs that were approved by the day and not reversed by then."""
    reversed_later = Q(reversed_at__isnull=True) | Q(reversed_at__date__gt=at.day)
    return EfaCost.objects.filter(reversed_later, year=year, approved_at__date__lte=at.day)
