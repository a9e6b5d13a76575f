"""Bars from left to right, one row for each name: for things with names in place of a time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

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
    notes = chart.notes or [""] * len(chart.labels)
    names = names_within(chart.labels, [int((width - wide(n) - 16) / LETTER) for n in notes])
    for place in range(len(chart.labels)):
        height = NAME + lines * BAR
        note = notes[place]
        add(svg, "text", names[place], x=0, y=y + 15, class_="chart-text chart-text--strong")
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


def names_within(names: Sequence[str], rooms: Sequence[int]) -> list[str]:
    """The names, each cut to its room; those that would read alike keep where they differ."""
    cut = [_cut(name, room) for name, room in zip(names, rooms, strict=True)]
    return [
        short if cut.count(short) == 1 else _cut(_differing(name, names, cut, short, room), room)
        for name, short, room in zip(names, cut, rooms, strict=True)
    ]


def _cut(name: str, room: int) -> str:
    return name if len(name) <= room else f"{name[: room - 1].rstrip()}…"


def _differing(name: str, names: Sequence[str], cut: Sequence[str], short: str, room: int) -> str:
    """The name with its beginning shortened, from the word before the one that differs."""
    alike = [other.split() for other, its in zip(names, cut, strict=True) if its == short]
    same = takewhile(lambda words: len(set(words)) == 1, zip(*alike, strict=False))
    place = len(list(same)) - 1
    if place < 1:
        return name
    begin = name[: room // 2]
    return f"{begin.rpartition(' ')[0] or begin}… {' '.join(name.split()[place:])}"


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
