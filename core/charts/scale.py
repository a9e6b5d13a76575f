"""Where a value lies on an axis: round steps up to a round top."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from core.charts.chart import Unit

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_STEPS = 5
SHARES = Decimal("0.25")


@dataclass(frozen=True)
class Scale:
    """An axis from 0 to `top` in equal steps."""

    top: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[Decimal]:
        return [self.step * number for number in range(int(self.top / self.step) + 1)]

    def part(self, value: Decimal | int) -> float:
        """0 for the foot of the axis, 1 for its top; what lies outside stops there."""
        return min(1.0, max(0.0, float(Decimal(value) / self.top)))


def scale_to(highest: Decimal, unit: Unit) -> Scale:
    """The scale that holds `highest`: shares always from 0 to all, so that no picture flatters.

    Counts have no steps between whole numbers.
    """
    if unit is Unit.SHARE:
        return Scale(Decimal(1), SHARES)
    if highest <= 0:
        return Scale(Decimal(1), Decimal(1))
    rough = highest / MOST_STEPS
    size = Decimal(10) ** rough.adjusted()
    step = next(size * step for step in STEPS if size * step >= rough)
    if unit is Unit.COUNT:
        step = max(Decimal(1), step.to_integral_value(ROUND_CEILING))
    return Scale(step * (highest / step).to_integral_value(ROUND_CEILING), step)
