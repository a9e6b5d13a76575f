"""The financing plan of a case: who pays which part of the eligible expenditure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from programs.models import Decision, Grant


@dataclass(frozen=True)
class FinancingPlan:
    """Euros, and the funding rate as a share from 0 to 1; None is unknown or does not apply."""

    eligible_eur: Decimal | None
    own_eur: Decimal | None
    third_party_eur: Decimal | None
    funding_rate: Decimal | None

    @classmethod
    def of(cls, source: Grant | Decision) -> FinancingPlan:
        """The plan that a case or a decision bears."""
        return cls(source.eligible_eur, source.own_eur, source.third_party_eur, source.funding_rate)

    def write_to(self, case: Grant) -> list[str]:
        """Set the plan on the case, unsaved; returns the names of its fields."""
        fields = asdict(self)
        for name, value in fields.items():
            setattr(case, name, value)
        return list(fields)
