"""The financing plan of a case: who pays which part of the eligible expenditure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError
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

    def check_not_negative(self) -> None:
        """Raise RuleError for own or other funds, or an expenditure, of less than nothing."""
        for name in ("eligible_eur", "own_eur", "third_party_eur"):
            amount: Decimal | None = getattr(self, name)
            if amount is not None and amount < 0:
                raise RuleError(_("The amount cannot be negative."), field=name, code="negative")

    def write_to(self, case: Grant) -> list[str]:
        """Set the plan on the case, unsaved; returns the names of its fields."""
        fields = asdict(self)
        for name, value in fields.items():
            setattr(case, name, value)
        return list(fields)
