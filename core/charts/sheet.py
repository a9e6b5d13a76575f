"""A chart on a sheet of a given width: wide for screens and paper, narrow for phones."""

from __future__ import annotations

from dataclasses import dataclass

from core.charts.chart import Chart
from core.charts.legend import MOST_SERIES, draw_legend, patterns
from core.charts.lying import draw_lying
from core.charts.standing import draw_standing
from core.charts.svg import Element, add, markup, root


@dataclass(frozen=True)
class Sheet:
    """A size of paper: units of 1 px at that width."""

    name: str
    width: int
    height: int  # of the plot of upright charts


WIDE = Sheet("wide", 880, 300)
NARROW = Sheet("narrow", 400, 260)
SMALL = Sheet("small", 300, 150)


def draw(chart: Chart, sheet: Sheet) -> Element:
    """The picture. Raises ValueError for more series than can be told apart."""
    if len(chart.series) > MOST_SERIES:
        raise ValueError(f"{chart.id}: at most {MOST_SERIES} series in one chart")
    prefix = f"{chart.id}-{sheet.name}"
    svg = root(sheet.width, 0, class_=f"chart__svg chart__svg--{sheet.name}", role="group")
    svg.set("aria-label", str(chart.title))
    patterns(svg, prefix, len(chart.series))
    has_legend = len(chart.series) > 1 or chart.is_lying
    top = draw_legend(svg, chart, prefix, sheet.width) if has_legend else 8.0
    if chart.is_lying:
        bottom = draw_lying(svg, chart, prefix, sheet.width, top)
    else:
        bottom = draw_standing(svg, chart, prefix, (sheet.width, sheet.height), top)
    svg.set("viewBox", f"0 0 {sheet.width} {bottom:.0f}")
    return svg


def picture(chart: Chart, sheet: Sheet) -> str:
    """The picture as markup for a page."""
    return markup(draw(chart, sheet))


def described(chart: Chart, sheet: Sheet = WIDE) -> Element:
    """The picture with title and words inside, for a file of its own."""
    svg = draw(chart, sheet)
    for place, (tag, text) in enumerate([("title", str(chart.title)), ("desc", chart.summary)]):
        svg.insert(place, add(svg, tag, text))
    return svg
