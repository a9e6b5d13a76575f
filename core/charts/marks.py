"""The places one may point at or step to: each says its values and leads to the page behind it."""

from __future__ import annotations

from core.charts.chart import Chart
from core.charts.svg import Element, add


def add_mark(
    svg: Element, chart: Chart, place: int, box: tuple[float, float, float, float]
) -> None:
    """An area over one label. The first one takes the focus, the arrow keys lead to the others."""
    x, y, width, height = box
    reading = chart.reading(place)
    url = chart.urls[place] if chart.urls else ""
    mark = add(svg, "a" if url else "g", class_="chart-mark")
    mark.set("aria-label", reading)
    if url:
        mark.set("href", url)
    else:
        mark.set("role", "img")
        mark.set("tabindex", "-1" if place else "0")
    add(mark, "title", reading)
    add(mark, "rect", x=x, y=y, width=width, height=height, class_="chart-mark__area")
