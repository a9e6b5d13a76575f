"""What a year will have paid by its end, from what is bound and how earlier years ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, round_eur

EARLIER_YEARS = 3  # that a forecast looks at


@dataclass(frozen=True)
class YearEnd:
    """What was bound and paid on the last day of an earlier year, in euros."""

    bound_eur: Decimal
    paid_eur: Decimal


@dataclass(frozen=True)
class YearForecast:
    """What will be paid by the end of the year, in euros, and between which amounts."""

    low_eur: Decimal
    expected_eur: Decimal
    high_eur: Decimal


def forecast(
    bound_eur: Decimal, drawn_eur: Decimal, ended: Sequence[YearEnd]
) -> YearForecast | None:
    """What is bound today, times the share that earlier years paid of what they had bound.

    Expected is the share of these years together, low and high are their lowest and highest one.
    Never below what is drawn already, paid or still to be paid, and never above what is bound.
    None where no earlier year had anything bound: then it is unknown.
    Source: docs/rules/budget.md, "Prognose".
    """
    known = [year for year in ended if year.bound_eur > 0]
    if not known:
        return None
    shares = [year.paid_eur / year.bound_eur for year in known]
    together = sum((y.paid_eur for y in known), ZERO) / sum((y.bound_eur for y in known), ZERO)

    def of(share: Decimal) -> Decimal:
        return min(bound_eur, max(drawn_eur, round_eur(bound_eur * share)))

    return YearForecast(of(min(shares)), of(together), of(max(shares)))
