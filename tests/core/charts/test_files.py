"""Pictures as files: complete without our pages."""

from __future__ import annotations

import pytest
from lxml import etree

from core.charts import Chart
from core.charts.files import png_file, svg_file
from tests.browser.patterns.charts import CHARTS, MONEY

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_svg_holds_title_words_and_colours(chart: Chart) -> None:
    svg = etree.fromstring(svg_file(chart))
    assert [child.tag for child in svg][:3] == [f"{SVG}title", f"{SVG}desc", f"{SVG}style"]
    assert (svg[0].text, svg[1].text) == (chart.title, chart.summary)
    used = {name for item in svg.iter() for name in item.get("class", "").split()}
    style = svg[2].text or ""
    plain = {name for name in used if f".{name}" not in style}
    assert plain <= {"chart__svg", "chart__svg--wide", "chart-mark"}


def test_png_is_a_sharp_picture_of_the_whole_sheet() -> None:
    content = png_file(MONEY)
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width = int.from_bytes(content[16:20], "big")
    assert width == (880 + 48) * 2
    assert png_file(MONEY) == content
