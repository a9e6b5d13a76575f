"""Keys of a picture: a series is known by its dashes and patterns, and the legend has room."""

from __future__ import annotations

from lxml.etree import _Element as Element

from core.charts import Chart, Series, Shape
from core.charts.legend import DASHED, DASHES, LINE, PATTERNS, dash, draw_legend, patterns
from core.charts.svg import root, wide


def chart(*series: Series) -> Chart:
    return Chart("probe", "Probe", "", ["a"], series)


def line(name: str, *, is_past: bool = False) -> Series:
    return Series(name, [1], is_past=is_past)


def bar(name: str) -> Series:
    return Series(name, [1], Shape.BAR)


def texts(svg: Element) -> list[tuple[str | None, float, float]]:
    return [
        (item.text, float(item.get("x", "")), float(item.get("y", ""))) for item in svg.iter("text")
    ]


def test_lines_of_today_take_one_dash_after_the_other() -> None:
    made = chart(*(line(name) for name in "abcd"))
    assert [dash(made, place) for place in range(4)] == list(DASHES)
    assert len(set(DASHES)) == 4


def test_line_of_an_earlier_day_is_dashed_and_takes_no_turn() -> None:
    made = chart(line("a", is_past=True), line("b"), bar("c"), line("d"), line("e", is_past=True))
    assert [dash(made, place) for place in (0, 1, 3, 4)] == [DASHED, DASHES[0], DASHES[1], DASHED]
    assert DASHED not in DASHES


def test_each_fill_has_a_pattern_but_the_first_which_is_plain() -> None:
    svg = root(100, 100)
    patterns(svg, "p", 4)
    made = list(svg.iter("pattern"))
    assert [item.get("id") for item in made] == ["p-1", "p-2", "p-3", "p-4"]
    assert [[line.get("d") for line in item.iter("path")] for item in made] == [
        [],
        *([lines] for lines in PATTERNS[1:]),
    ]


def test_legend_begins_a_new_line_where_a_name_has_no_room() -> None:
    needed = 32 + wide("eins") + 20
    made = chart(bar("eins"), bar("zwei"))
    for width, height, second in ((2 * needed, 28, (needed + 32, 16)), (2 * needed - 1, 52, None)):
        svg = root(100, 100)
        assert draw_legend(svg, made, "p", width) == height
        (name, x, y), (_name, *place) = texts(svg)
        assert (name, x, y) == ("eins", 32, 16)
        x, y = second or (32, 16 + LINE)
        assert abs(place[0] - x) < 0.1
        assert place[1] == y


def test_name_that_is_wider_than_the_sheet_stands_alone_and_on_the_first_line() -> None:
    svg = root(100, 100)
    assert draw_legend(svg, chart(bar("x" * 90)), "p", 100) == 28


def test_key_of_a_line_has_its_dash_and_that_of_a_bar_its_fill() -> None:
    svg = root(100, 100)
    draw_legend(svg, chart(line("a"), line("b"), bar("c")), "p", 900)
    assert [item.get("stroke-dasharray") for item in svg.iter("path")] == list(DASHES[:2])
    assert [item.get("fill") for item in svg.iter("rect")] == ["url(#p-3)"]
