"""Lines, bars and stacked bars that stand on a foot of labels, such as months."""

from __future__ import annotations

from dataclasses import dataclass

from core.charts.chart import Chart, Shape
from core.charts.legend import dash
from core.charts.marks import add_mark
from core.charts.scale import Scale, scale_to
from core.charts.svg import Attribute, Element, add, path, wide

FOOT, RIGHT = 30, 12
BAR_PART, WIDEST = 0.76, 96  # of the room of a label; units


@dataclass(frozen=True)
class Plot:
    """The place inside the axes, and where the labels and values lie in it."""

    left: float
    top: float
    width: float
    height: float
    count: int
    scale: Scale

    @property
    def slot(self) -> float:
        return self.width / max(1, self.count)

    @property
    def foot(self) -> float:
        return self.top + self.height

    def x(self, place: int) -> float:
        """The middle of a label."""
        return self.left + self.slot * (place + 0.5)

    def y(self, value: float) -> float:
        """The height of a part of the scale, from 0 to 1."""
        return self.foot - self.height * value


def draw_standing(
    svg: Element, chart: Chart, prefix: str, size: tuple[int, int], top: float
) -> float:
    """Draw axes, series and marks below `top`; returns where the picture ends."""
    width, height = size
    scale = scale_to(chart.highest if chart.top is None else chart.top, chart.unit)
    left = max(wide(chart.short_text(tick)) for tick in scale.ticks) + 12
    plot = Plot(left, top + 8, width - left - RIGHT, height, len(chart.labels), scale)
    _draw_axes(svg, chart, plot)
    _draw_labels(svg, chart, plot)
    _draw_bars(svg, chart, plot, prefix)
    for place, series in enumerate(chart.series):
        if series.shape is Shape.LINE:
            _draw_line(svg, chart, place, plot)
    _draw_marks(svg, chart, plot)
    return plot.foot + FOOT


def _draw_axes(svg: Element, chart: Chart, plot: Plot) -> None:
    for tick in plot.scale.ticks:
        y = plot.y(plot.scale.part(tick))
        kind = "chart-grid" if tick else "chart-axis"
        add(svg, "path", d=f"M{plot.left:.1f} {y:.1f}h{plot.width:.1f}", class_=kind)
        text = chart.short_text(tick)
        add(svg, "text", text, x=plot.left - 8, y=y + 5, class_="chart-text chart-text--end")


def _draw_labels(svg: Element, chart: Chart, plot: Plot) -> None:
    """As many labels as have room, the last one always."""
    if not chart.labels:
        return
    room = max(map(wide, chart.labels)) + 20
    every = max(1, -(-int(room) // max(1, int(plot.slot))))
    last = len(chart.labels) - 1
    for place in range(last, -1, -every):
        half = wide(chart.labels[place]) / 2
        x = max(half, min(plot.x(place), plot.left + plot.width + RIGHT - half))
        attributes: dict[str, Attribute] = {
            "x": x,
            "y": plot.foot + 20,
            "class_": "chart-text chart-text--middle",
        }
        add(svg, "text", chart.labels[place], **attributes)


def _draw_bars(svg: Element, chart: Chart, plot: Plot, prefix: str) -> None:
    beside = [s for s in chart.series if s.shape is Shape.BAR]
    group = min(plot.slot * BAR_PART, WIDEST)
    for label in range(len(chart.labels)):
        stacked, left = 0.0, plot.x(label) - group / 2
        for place, series in enumerate(chart.series):
            value = series.data[label]
            if series.shape is Shape.LINE or not value:
                continue
            part = plot.scale.part(value)
            x, foot, width = left, stacked, group
            if series.shape is Shape.BAR:
                width = group / len(beside)
                x, foot = left + beside.index(series) * width, 0.0
            else:
                stacked += part
            box = {"x": x, "y": plot.y(foot + part), "width": width, "height": plot.height * part}
            add(svg, "rect", fill=f"url(#{prefix}-{place + 1})", class_="chart-edge", **box)


def _draw_line(svg: Element, chart: Chart, place: int, plot: Plot) -> None:
    points = [
        None if value is None else (plot.x(label), plot.y(plot.scale.part(value)))
        for label, value in enumerate(chart.series[place].data)
    ]
    line = add(svg, "path", d=path(points), class_=f"chart-line chart-s{place + 1}")
    line.set("stroke-dasharray", dash(chart, place))
    for before, point, after in zip([None, *points], points, [*points[1:], None], strict=False):
        if point is not None and before is None and after is None:  # alone, it has no line
            x, y = point
            add(svg, "circle", cx=x, cy=y, r=3, class_=f"chart-fill chart-s{place + 1}")


def _draw_marks(svg: Element, chart: Chart, plot: Plot) -> None:
    for place in range(len(chart.labels)):
        x = plot.left + plot.slot * place
        add_mark(svg, chart, place, (x, plot.top, plot.slot, plot.height))
