"""What a chart shows: labels, series of values, their unit, and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.formats import format_count, format_eur, format_eur_short, format_rate, format_share

Value = int | Decimal | None
Text = Any  # a text or its lazy translation


class Unit(StrEnum):
    """What the values are; it chooses their notation and the top of the scale."""

    COUNT = "count"
    SHARE = "share"  # 0 to 1
    EUR = "eur"


class Shape(StrEnum):
    """How a series is drawn. The stacked bars of one label stand on each other."""

    LINE = "line"
    BAR = "bar"
    STACK = "stack"


@dataclass(frozen=True)
class Series:
    """The values of one series, one for each label; None is unknown and leaves a gap.

    `is_past` marks the series of an earlier day or a target: its line is dashed.
    """

    name: Text
    data: Sequence[Value]
    shape: Shape = Shape.LINE
    is_past: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture of series over labels. `summary` says in words what it shows.

    `is_lying`: one row per label with bars from left to right, for labels that are long names.
    `urls`: for each label the page behind it. `table_id`: the table of the page with the same
    figures; without one the chart brings its own.
    """

    id: str
    title: Text
    summary: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: Unit = Unit.COUNT
    is_lying: bool = False
    urls: Sequence[str] = ()
    table_id: str = ""
    top: Decimal | None = None  # of the scale, where several charts share one
    notes: Sequence[str] = field(default=())  # one for each label, at the end of a lying row

    def text(self, value: Value) -> str:
        """A value in words; the unknown is a dash or "unknown", never 0."""
        return EXACT[self.unit](value)

    def short_text(self, value: Value) -> str:
        """A step of the scale, where there is little room."""
        return SHORT[self.unit](value)

    def reading(self, place: int) -> str:
        """All values of one label: what is read out and shown when somebody points at it."""
        said = [f"{series.name} {self.text(series.data[place])}" for series in self.series]
        return f"{self.labels[place]}: {'; '.join(said)}"

    @property
    def rows(self) -> Iterator[tuple[str, str, list[str]]]:
        """The table behind the picture: label, the page behind it, the values in words."""
        for place, label in enumerate(self.labels):
            url = self.urls[place] if self.urls else ""
            yield label, url, [self.text(series.data[place]) for series in self.series]

    @property
    def highest(self) -> Decimal:
        """The highest point that is drawn; 0 where nothing is known."""
        return max(map(self._height, range(len(self.labels))), default=Decimal(0))

    def _height(self, place: int) -> Decimal:
        stacked = [s.data[place] or 0 for s in self.series if s.shape is Shape.STACK]
        single = [s.data[place] or 0 for s in self.series if s.shape is not Shape.STACK]
        return Decimal(max([sum(max(value, 0) for value in stacked), *single], default=0))


@dataclass(frozen=True)
class SmallMultiples:
    """Several small charts side by side, all on one scale so that they can be compared."""

    id: str
    title: Text
    summary: str
    charts: Sequence[Chart]


EXACT: dict[Unit, Callable[[Any], str]] = {
    Unit.COUNT: format_count,
    Unit.SHARE: format_share,
    Unit.EUR: format_eur,
}
SHORT: dict[Unit, Callable[[Any], str]] = {
    Unit.COUNT: format_count,
    Unit.SHARE: format_rate,
    Unit.EUR: format_eur_short,
}
