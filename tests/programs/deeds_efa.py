"""Deeds on EfA operating costs: one in each category, booked and reversed by two people."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from core.errors import RuleError
from programs.actions.efa.costs import (
    approve_cost,
    approve_reversal,
    prepare_cost,
    prepare_reversal,
)
from programs.choices import CostBearer, CostCategory
from programs.models import BudgetLine, EfaCost, Grant
from tests.factories.accounts import NOW
from tests.factories.efa import cost
from tests.factories.life import TODAY, Staff


def record_cost(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    """A cost of the next category, of the state or, where it is one euro, of a municipality."""
    standing = EfaCost.objects.filter(reversed_at__isnull=True).count()
    category = CostCategory.values[standing % len(CostCategory.values)]
    bearer = CostBearer.MUNICIPALITY if amount == 1 else CostBearer.STATE
    made = cost(str(amount), year=TODAY.year, category=category, bearer=bearer)
    prepare_cost(made, by=staff.officer, at=NOW)


def book_cost(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    made = _first(EfaCost.objects.filter(approved_at__isnull=True))
    approve_cost(made, on=TODAY, by=staff.approver, at=NOW)


def ask_back(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    made = _first(EfaCost.objects.in_force().filter(reversal_prepared_by__isnull=True))
    prepare_reversal(made, reason="Doppelt gemeldet", by=staff.officer, at=NOW)


def book_back(staff: Staff, case: Grant, line: BudgetLine, amount: Decimal) -> None:
    made = _first(EfaCost.objects.in_force().filter(reversal_prepared_by__isnull=False))
    approve_reversal(made, by=staff.approver, at=NOW)


def _first(costs: QuerySet[EfaCost]) -> EfaCost:
    found = costs.order_by("pk").first()
    if found is None:
        raise RuleError("no such cost")
    return found
