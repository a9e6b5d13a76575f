"""The picture of docs/performance.md: how much longer what takes, on two logarithmic scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

from core.charts.svg import Element, add, markup, path, root

WIDTH, HEIGHT = 1000, 520
LEFT, TOP, RIGHT, BOTTOM = 60, 20, 300, 50
DECADES = range(3)  # 1 to 100 times as many entries, and as long
COLOURS = ("#1f4e79", "#b5472f", "#3c7a3c", "#7b4a9e", "#8a6d1d", "#2a7f86", "#555555", "#a03070")
LINE_HEIGHT = 22


def picture_of(table: Mapping[str, Sequence[float]]) -> str:
    """An SVG of the rows of `table`, each against its first value; "entries" is the other scale."""
    svg = root(WIDTH, HEIGHT, role="img", font_family="sans-serif", font_size=13)
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    add(svg, "title", "Time taken against the number of ledger entries, both as multiples")
    add(svg, "rect", width=WIDTH, height=HEIGHT, fill="#ffffff")
    _draw_scales(svg)
    entries = table["entries"]
    rows = [(name, values) for name, values in table.items() if name != "entries"]
    rows.sort(key=lambda row: -row[1][-1] / row[1][0])
    for place, (name, values) in enumerate(rows):
        colour = COLOURS[place % len(COLOURS)]
        points = [
            (_x(count / entries[0]), _y(value / values[0]))
            for count, value in zip(entries, values, strict=True)
        ]
        dash = "6 4" if place >= len(COLOURS) else "none"
        add(svg, "path", d=path([*points]), fill="none", stroke=colour, stroke_dasharray=dash)
        y = TOP + 10 + place * LINE_HEIGHT
        x = WIDTH - RIGHT + 20
        add(svg, "path", d=path([(x, y), (x + 24, y)]), stroke=colour, stroke_dasharray=dash)
        add(svg, "text", f"{name}: {values[-1] / values[0]:.1f}", x=x + 32, y=y + 4)
    return markup(svg) + "\n"


def _draw_scales(svg: Element) -> None:
    for decade in DECADES:
        times = 10**decade
        for d in (
            path([(_x(times), _y(1)), (_x(times), _y(100))]),
            path([(_x(1), _y(times)), (_x(100), _y(times))]),
        ):
            add(svg, "path", d=d, stroke="#cccccc")
        add(svg, "text", f"{times}", x=_x(times), y=_y(1) + 22, text_anchor="middle")
        add(svg, "text", f"{times}", x=LEFT - 10, y=_y(times) + 4, text_anchor="end")
    add(svg, "text", "times as many entries", x=_x(10), y=HEIGHT - 8, text_anchor="middle")
    add(svg, "text", "times as long", x=LEFT, y=TOP - 6)


def _x(times: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * log10(times) / DECADES[-1]


def _y(times: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * max(log10(times), 0.0) / DECADES[-1]
