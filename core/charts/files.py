"""A chart as a file to take along: SVG, and PNG for slides, in light colours on white."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.charts.chart import Chart
from core.charts.sheet import described
from core.charts.svg import NAMESPACE, add, markup
from core.http.downloads import download

HERE = Path(__file__).parent
STYLE = (HERE / "file.css").read_text()
FONTS = HERE / "fonts"
CHART_WANTED = "diagramm"  # the part of an address that names a chart and its format
MARGIN, SHARPNESS = 24, 192  # units around the picture; points per inch
SET_PICTURE = (
    b"#set page(width: auto, height: auto, margin: 0pt)\n"
    b'#image(bytes(sys.inputs.svg), format: "svg")'
)


@dataclass(frozen=True)
class ChartFile:
    """A format of a picture."""

    media_type: str
    content: Callable[[Chart], bytes]


def svg_file(chart: Chart) -> bytes:
    """The picture with its title, words and colours, complete without our style sheets."""
    svg = described(chart)
    width, height = (int(part) for part in svg.get("viewBox", "").split()[2:])
    whole = (width + 2 * MARGIN, height + 2 * MARGIN + 24)
    svg.set("viewBox", f"{-MARGIN} {-MARGIN - 24} {whole[0]} {whole[1]}")
    svg.set("width", str(whole[0]))
    svg.set("height", str(whole[1]))
    svg.insert(2, add(svg, "style", STYLE))
    paper = {"x": -MARGIN, "y": -MARGIN - 24, "width": whole[0], "height": whole[1]}
    svg.insert(3, add(svg, "rect", fill="#fff", **paper))
    svg.insert(4, add(svg, "text", str(chart.title), x=0, y=-14, class_="chart-text chart-title"))
    return markup(svg).replace("<svg ", f'<svg xmlns="{NAMESPACE}" ', 1).encode()


def png_file(chart: Chart) -> bytes:
    """The same as pixels, twice as sharp as a screen asks for."""
    made: bytes = typst.compile(  # type: ignore[call-overload]  # bytes and paths are both taken
        SET_PICTURE,
        format="png",
        ppi=SHARPNESS,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"svg": svg_file(chart).decode()},
    )
    return made


FILES = {"svg": ChartFile("image/svg+xml", svg_file), "png": ChartFile("image/png", png_file)}


def page_with_charts(
    request: HttpRequest, template: str, context: dict[str, Any], charts: Sequence[Chart]
) -> HttpResponse:
    """The page, or with ?diagramm=ID.svg one of its charts as a file: same filter, same day."""
    if CHART_WANTED in request.GET:
        return chart_file(request, charts)
    return render(request, template, context)


def chart_file(request: HttpRequest, charts: Sequence[Chart]) -> HttpResponse:
    """The chart that the address asks for as a file; 404 where there is none of it."""
    name, _dot, ending = request.GET[CHART_WANTED].rpartition(".")
    chart = next((chart for chart in charts if chart.id == name), None)
    if chart is None or ending not in FILES:
        raise Http404
    made = FILES[ending]
    return download(made.content(chart), media_type=made.media_type, name=f"{name}.{ending}")
