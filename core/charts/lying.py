"""Bars from left to right, one row for each name: for things with names in place of a time."""

from __future__ import annotations

from decimal import Decimal

from core.charts.chart import Chart, Shape
from core.charts.marks import add_mark
from core.charts.scale import Scale
from core.charts.svg import LETTER, Attribute, Element, add, wide

NAME, BAR, BETWEEN, RIGHT = 22, 18, 16, 4


def draw_lying(svg: Element, chart: Chart, prefix: str, width: int, top: float) -> float:
    """Draw a row for each label below `top`; returns where the picture ends."""
    highest = (chart.highest if chart.top is None else chart.top) or Decimal(1)
    scale = Scale(highest, highest)  # no axis, so the longest bar takes the whole width
    beside = [series for series in chart.series if series.shape is not Shape.STACK]
    lines = len(beside) + (len(beside) < len(chart.series))
    y = top + 4
    for place, label in enumerate(chart.labels):
        height = NAME + lines * BAR
        note = chart.notes[place] if chart.notes else ""
        room = int((width - wide(note) - 16) / LETTER)
        name = label if len(label) <= room else f"{label[: room - 1].rstrip()}…"
        add(svg, "text", name, x=0, y=y + 15, class_="chart-text chart-text--strong")
        if note:
            attributes: dict[str, Attribute] = {
                "x": width - RIGHT,
                "y": y + 15,
                "class_": "chart-text chart-text--end",
            }
            add(svg, "text", note, **attributes)
        _draw_row(svg, chart, place, prefix, (width - RIGHT, y + NAME, scale))
        add_mark(svg, chart, place, (0, y - 2, width, height + 6))
        y += height + BETWEEN
    return y


def _draw_row(
    svg: Element, chart: Chart, label: int, prefix: str, room: tuple[float, float, Scale]
) -> None:
    width, y, scale = room
    add(svg, "path", d=f"M0 {y:.0f}v{BAR}", class_="chart-axis")
    stacked = 0.0
    for place, series in enumerate(chart.series):
        part = scale.part(series.data[label] or 0) * width
        is_stacked = series.shape is Shape.STACK
        x = stacked if is_stacked else 0.0
        if part:
            fill = f"url(#{prefix}-{place + 1})"
            box = {"x": x, "y": y, "width": max(part, 1.0), "height": BAR - 2}
            add(svg, "rect", fill=fill, class_="chart-edge", **box)
        stacked += part if is_stacked else 0.0
        y += 0 if is_stacked else BAR
