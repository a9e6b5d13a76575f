"""What a demo case is about, before anything happens to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from core.money import split_eur
from municipalities.models import Municipality
from programs.choices import FinancingType
from programs.models import BudgetLine, Directive, Program


@dataclass(frozen=True)
class Plan:
    """One case: who, what, how much, from which line, and when it was applied for and decided."""

    program: Program
    directive: Directive | None
    reference: str
    title: str
    subject_area: str
    partners: tuple[Municipality, ...]  # the lead comes first
    amount_eur: Decimal
    tranches: tuple[tuple[BudgetLine, Decimal], ...]
    received_on: date
    decided_on: date
    financing_type: FinancingType = FinancingType.FIXED
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def lead(self) -> Municipality:
        return self.partners[0]

    @property
    def shares_eur(self) -> list[Decimal]:
        """Equal shares, cent-exact, in the order of the partners."""
        return split_eur(self.amount_eur, [1] * len(self.partners))
