"""What a page hands to static/js/charts.js: labels, lines and bars, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

Value = int | Decimal | None


@dataclass(frozen=True)
class Line:
    """One line (or row of bars) of a chart; None leaves a gap."""

    name: str
    data: Sequence[Value]
    kind: str = "line"
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart: `summary` says in words what it shows, `unit` is "count" or "share"."""

    id: str
    summary: str
    labels: Sequence[str]
    lines: Sequence[Line]
    unit: str = "count"

    @property
    def data(self) -> dict[str, Any]:
        """What becomes JSON; rates keep four places, enough for a tenth of a per cent."""
        return {
            "labels": list(self.labels),
            "unit": self.unit,
            "series": [
                {**asdict(line), "data": [_number(value) for value in line.data]}
                for line in self.lines
            ],
        }


def _number(value: Value) -> float | int | None:
    return round(float(value), 4) if isinstance(value, Decimal) else value
