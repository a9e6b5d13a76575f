"""A budget booking recorded, and what its line has."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from programs.actions.budget.lines import propose_budget
from programs.choices import EntryKind
from programs.models import BudgetBalance, BudgetBooking, BudgetLine
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff

AMOUNT = Decimal("1000.00")


START = Decimal("150000.00")


def recorded(
    staff: Staff,
    line: BudgetLine,
    kind: EntryKind = EntryKind.SUPPLEMENTARY,
    document: str = "Erlass",
) -> BudgetBooking:
    values: dict[str, Any] = {"on": TODAY, "document": document, "by": staff.budget, "at": NOW}
    return propose_budget(line, kind, AMOUNT, **values)


def available(line: BudgetLine) -> Decimal:
    return BudgetBalance.objects.get(line=line).available_eur
