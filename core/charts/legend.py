"""Keys, patterns and dashes: a series is known by more than its colour."""

from __future__ import annotations

from core.charts.chart import Chart, Shape
from core.charts.svg import Element, add, wide

MOST_SERIES = 4  # more cannot be told apart; more pictures can
DASHES = ("", "4 3", "12 3 2 3", "1 7")  # of the lines of today, one after the other
DASHED = "10 6"  # of an earlier day or a target
# The lines of each pattern in a square of 8 units; the first series is plain.
PATTERNS = ("", "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M4 0V8", "M0 4H8M4 0V8")
KEY, GAP, LINE = 24, 8, 24


def patterns(svg: Element, prefix: str, count: int) -> None:
    """The fills of the bars, one for each series, as definitions of the sheet."""
    defs = add(svg, "defs")
    for place in range(count):
        pattern = add(
            defs,
            "pattern",
            id=f"{prefix}-{place + 1}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        add(pattern, "rect", width=8, height=8, class_=f"chart-fill chart-s{place + 1}")
        if PATTERNS[place]:
            add(pattern, "path", d=PATTERNS[place], class_="chart-hatch")


def dash(chart: Chart, place: int) -> str:
    """The dashes of a line: two lines are told apart without their colour."""
    if chart.series[place].is_past:
        return DASHED
    before = chart.series[:place]
    return DASHES[sum(line.shape is Shape.LINE and not line.is_past for line in before)]


def draw_legend(svg: Element, chart: Chart, prefix: str, width: float) -> float:
    """The names of the series with their keys, as many lines as they need; returns the height."""
    x, y = 0.0, 16.0
    for place, series in enumerate(chart.series):
        name = str(series.name)
        needed = KEY + GAP + wide(name) + 20
        if x and x + needed > width:
            x, y = 0.0, y + LINE
        _draw_key(svg, chart, place, prefix, (x, y))
        add(svg, "text", name, x=x + KEY + GAP, y=y, class_="chart-text")
        x += needed
    return y + 12


def _draw_key(
    svg: Element, chart: Chart, place: int, prefix: str, corner: tuple[float, float]
) -> None:
    x, y = corner
    if chart.series[place].shape is Shape.LINE:
        key = add(
            svg, "path", d=f"M{x:.0f} {y - 5:.0f}h{KEY}", class_=f"chart-line chart-s{place + 1}"
        )
        key.set("stroke-dasharray", dash(chart, place))
        return
    fill = f"url(#{prefix}-{place + 1})"
    add(svg, "rect", x=x + 6, y=y - 12, width=14, height=14, fill=fill, class_="chart-edge")
