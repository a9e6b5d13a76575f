"""The drawing: places and sizes, gaps, patterns, marks, what may be typed into names."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from lxml.etree import _Element as Element

from core.charts import Chart, Series, Shape
from core.charts.lying import names_within
from core.charts.sheet import NARROW, WIDE, Sheet, draw, picture
from core.charts.svg import wide
from tests.browser.patterns.charts import CHARTS, COURSE, MONEY, STACK, WEEKS


def of_class(svg: Element, name: str) -> list[Element]:
    return [item for item in svg.iter() if name in item.get("class", "").split()]


def bars(chart: Chart) -> list[tuple[str, float, float, float]]:
    """Fill, start, foot and height (or width, of lying ones) of each bar; keys left out."""
    found = [b for b in of_class(draw(chart, WIDE), "chart-edge") if b.get("height") != "14"]
    return [
        (
            b.get("fill", "")[-2],
            float(b.get("x", "")),
            float(b.get("y", "")) + float(b.get("height", "")),
            float(b.get("width" if chart.is_lying else "height", "")),
        )
        for b in found
    ]


def test_bars_are_as_high_as_their_values() -> None:
    three, six = bars(WEEKS)
    assert (three[3], six[3]) == (150.0, 300.0)
    assert three[2] == six[2]
    assert three[1] < six[1]


def test_stacked_bars_stand_on_each_other_and_the_unknown_leaves_no_room() -> None:
    found = bars(STACK)
    first = found[:4]
    assert [fill for fill, *_place in first] == ["1", "2", "3", "4"]
    for below, above in pairwise(first):
        assert above[2] == pytest.approx(below[2] - below[3], abs=0.2)
    second = found[4:7]
    assert [fill for fill, *_place in second] == ["1", "3", "4"]
    assert second[1][2] == pytest.approx(second[0][2] - second[0][3], abs=0.2)


def test_lying_bars_share_the_width_by_their_values() -> None:
    paid, bound, free, small = bars(MONEY)
    assert [start for _fill, start, *_rest in (paid, bound, free)] == pytest.approx(
        [0, paid[3], paid[3] + bound[3]], abs=0.2
    )
    assert free[1] + free[3] == pytest.approx(876, abs=0.2)
    assert small[3] == pytest.approx(876 * 1.2 / 27.9, abs=0.2)


def test_line_is_lifted_over_the_unknown() -> None:
    lines = [
        line for line in of_class(draw(COURSE, WIDE), "chart-line") if "L" in line.get("d", "")
    ]
    assert [line.get("d", "").count("L") for line in lines] == [23, 19, 23]
    gap = replace(COURSE, series=[Series("Lücke", [1, None, *[1] * 22])])
    drawing = draw(gap, WIDE)
    (line,) = (line for line in of_class(drawing, "chart-line") if "L" in line.get("d", ""))
    assert line.get("d", "").count("M") == 2
    assert len(drawing.findall("circle")) == 1  # the value that stands alone


def test_series_differ_without_their_colours() -> None:
    svg = draw(COURSE, WIDE)
    dashes = [item.get("stroke-dasharray") for item in of_class(svg, "chart-line")]
    assert dashes == ["", "4 3", "10 6"] * 2  # the keys, then the lines
    hatches = [pattern.find("path") for pattern in draw(STACK, WIDE).iter("pattern")]
    drawn = [None if hatch is None else hatch.get("d") for hatch in hatches]
    assert len(set(drawn)) == len(drawn) == 4


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_every_label_has_a_mark_that_says_its_values(chart: Chart) -> None:
    marks = of_class(draw(chart, WIDE), "chart-mark")
    readings = [chart.reading(place) for place in range(len(chart.labels))]
    assert [mark.get("aria-label") for mark in marks] == readings
    assert [mark.findtext("title") for mark in marks] == readings
    if chart.urls:
        assert [mark.get("href") for mark in marks] == list(chart.urls)
    else:
        assert [mark.get("tabindex") for mark in marks] == ["0", *["-1"] * (len(marks) - 1)]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=lambda sheet: sheet.name)
def test_nothing_lies_beside_the_sheet(chart: Chart, sheet: Sheet) -> None:
    svg = draw(chart, sheet)
    drawn = svg.findall("rect") + svg.findall("g/rect") + svg.findall("a/rect")
    assert drawn
    for item in drawn:
        right = float(item.get("x", "0")) + float(item.get("width", "0"))
        assert right <= sheet.width + 0.2
        assert float(item.get("y", "0")) >= 0


def test_labels_below_the_axis_stay_on_the_sheet() -> None:
    weeks = [f"KW {week:02}/2020" for week in range(1, 53)]
    many = replace(WEEKS, labels=weeks, series=[Series("Freigegeben", [1] * 52, Shape.BAR)])
    for sheet in (WIDE, NARROW):
        texts = of_class(draw(many, sheet), "chart-text--middle")
        assert texts[0].text == weeks[-1]
        for text in texts:
            x, half = float(text.get("x", "")), wide(text.text or "") / 2
            assert half - 0.1 <= x <= sheet.width - half + 0.1


def test_names_are_texts_whatever_they_hold() -> None:
    named = replace(WEEKS, title="<b>", series=[Series('<script>"&', [1, 2, 3], Shape.BAR)] * 2)
    assert "<script>" not in picture(named, WIDE)
    assert 'aria-label="&lt;b&gt;"' in picture(named, WIDE)


def test_names_cut_alike_keep_where_they_differ() -> None:
    names = ["Starke Heimat – Phase 1 (finanzkraft)", "Starke Heimat – Phase 2 (smart)", "civento"]
    assert names_within(names, [22, 22, 22]) == [
        "Starke… Phase 1 (fina…",
        "Starke… Phase 2 (smar…",
        "civento",
    ]
    assert names_within(names[:2], [99, 22]) == [names[0], "Starke Heimat – Phase…"]
    assert names_within(["Vogelsbergkreis A", "Vogelsbergkreis B"], [9, 9]) == [
        "Vogelsbe…",
        "Vogelsbe…",
    ]


def test_long_name_is_cut_before_its_sum_and_read_out_whole() -> None:
    svg = draw(MONEY, NARROW)
    texts = [text.text for text in of_class(svg, "chart-text--strong")]
    assert texts == ["Interkommunale Zusammenarbeit & Verwalt…", "Modellkommunen"]
    assert str(of_class(svg, "chart-mark")[0].get("aria-label")).startswith(MONEY.labels[0])


def test_more_series_than_one_can_tell_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        draw(replace(STACK, series=[*STACK.series, Series("fünf", [1, 1, 1])]), WIDE)
