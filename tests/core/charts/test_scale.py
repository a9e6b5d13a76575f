"""Axes: round steps, the whole for shares, whole numbers for counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.charts import Unit
from core.charts.scale import scale_to


@pytest.mark.parametrize(
    ("highest", "unit", "ticks"),
    [
        ("0.02", Unit.SHARE, ["0", "0.25", "0.50", "0.75", "1.00"]),
        ("0", Unit.COUNT, ["0", "1"]),
        ("1", Unit.COUNT, ["0", "1"]),
        ("6", Unit.COUNT, ["0", "2", "4", "6"]),
        ("7", Unit.COUNT, ["0", "2", "4", "6", "8"]),
        ("12", Unit.COUNT, ["0", "3", "6", "9", "12"]),
        ("509", Unit.COUNT, ["0", "200", "400", "600"]),
        ("1000000", Unit.EUR, ["0", "200000", "400000", "600000", "800000", "1000000"]),
        ("1000000.01", Unit.EUR, ["0", "250000", "500000", "750000", "1000000", "1250000"]),
        ("0.5", Unit.EUR, ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
    ],
)
def test_scale_has_round_steps_and_holds_the_highest(
    highest: str, unit: Unit, ticks: list[str]
) -> None:
    scale = scale_to(Decimal(highest), unit)
    assert scale.ticks == [Decimal(tick) for tick in ticks]


def test_part_stays_between_foot_and_top() -> None:
    scale = scale_to(Decimal(10), Unit.COUNT)
    assert [scale.part(value) for value in (-1, 0, 5, 10, 11)] == [0.0, 0.0, 0.5, 1.0, 1.0]
