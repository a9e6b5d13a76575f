"""Elements of a picture: names of attributes, numbers, texts that are escaped, lines with gaps."""

from __future__ import annotations

import pytest

from core.charts.chart import Unit
from core.charts.marks import add_mark
from core.charts.svg import LETTER, add, markup, path, root, wide
from tests.browser.patterns.charts import CHARTS


def test_attributes_are_named_as_svg_names_them() -> None:
    made = root(10, 20.5, class_="a", data_key="b")
    assert markup(made) == '<svg viewBox="0 0 10 20.5" class="a" data-key="b"/>'


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (1.0, "1"), (1.04, "1"), (1.06, "1.1"), (10.0, "10"), ("a", "a")]
)
def test_numbers_have_one_decimal_where_they_need_one(value: str | float, text: str) -> None:
    assert add(root(1, 1), "rect", x=value).get("x") == text


def test_text_is_text_whatever_it_holds() -> None:
    made = add(root(1, 1), "text", "<b>&", x=1)
    assert markup(made) == '<text x="1">&lt;b&gt;&amp;</text>'
    assert add(root(1, 1), "text", "").text is None


def test_width_grows_with_each_letter() -> None:
    assert [wide(""), wide("a"), wide("ab")] == [0, LETTER, 2 * LETTER]


@pytest.mark.parametrize(
    ("points", "drawn"),
    [
        ([], ""),
        ([None], ""),
        ([(0, 1)], "M0 1"),
        ([(0.0, 1.25), (2.0, 3.0)], "M0 1.2L2 3"),
        ([(0, 1), None, (2, 3), (4, 5)], "M0 1M2 3L4 5"),
        ([None, (0, 1), (2, 3)], "M0 1L2 3"),
    ],
)
def test_line_is_lifted_where_a_point_is_missing(
    points: list[tuple[float, float] | None], drawn: str
) -> None:
    assert path(points) == drawn


def test_mark_with_a_page_is_a_link_and_the_first_without_one_takes_the_focus() -> None:
    linked = next(chart for chart in CHARTS if chart.urls)
    plain = next(chart for chart in CHARTS if not chart.urls and len(chart.labels) > 1)
    svg = root(10, 10)
    for chart, place in ((linked, 0), (plain, 0), (plain, 1)):
        add_mark(svg, chart, place, (1, 2, 3, 4))
    link, first, second = svg
    assert (link.tag, link.get("href"), link.get("tabindex")) == ("a", linked.urls[0], None)
    assert [(mark.tag, mark.get("role"), mark.get("tabindex")) for mark in (first, second)] == [
        ("g", "img", "0"),
        ("g", "img", "-1"),
    ]
    assert second.get("aria-label") == second[0].text == plain.reading(1)
    assert [second[1].get(name) for name in ("x", "y", "width", "height")] == ["1", "2", "3", "4"]


def test_unit_is_known_by_the_word_that_templates_use() -> None:
    assert [str(unit) for unit in Unit] == ["count", "share", "eur"]
