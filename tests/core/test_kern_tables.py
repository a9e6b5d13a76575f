"""The table template: headings, sort state, sums, pages and the empty list."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig
from lxml import html

from core.columns import CountColumn

ROWS = [{"name": name, "people": people} for name, people in (("Hanau", 99), ("Aßlar", 1400))]


class PlaceTable(tables.Table):  # type: ignore[misc]  # has no types
    name = tables.Column(footer="Summe")
    people = CountColumn(summed=True, orderable=True)

    class Meta:
        caption = "Kommunen"
        empty_text = "Keine Kommune passt."


def page(rows: list[dict[str, Any]], address: str = "/", per_page: int = 50) -> html.HtmlElement:
    request = RequestFactory().get(address)
    table = PlaceTable(rows)
    RequestConfig(request, paginate={"per_page": per_page}).configure(table)
    template = Template("{% load django_tables2 %}{% render_table table %}")
    return html.fromstring(template.render(Context({"request": request, "table": table})))


def test_table_names_itself_and_its_region() -> None:
    tree = page(ROWS)
    assert tree.xpath("//caption/text()")[0].strip() == "Kommunen"
    (region,) = tree.xpath("//*[@role='region']")
    assert (region.get("tabindex"), region.get("aria-label")) == ("0", "Kommunen")


def test_headings_have_a_scope() -> None:
    tree = page(ROWS)
    assert tree.xpath("//thead//th/@scope") == ["col", "col"]
    assert [th.text_content().strip() for th in tree.xpath("//tbody//th[@scope='row']")] == [
        "Hanau",
        "Aßlar",
    ]


@pytest.mark.parametrize(
    ("address", "states", "links"),
    [
        ("/", [None, None], ["?sort=name", "?sort=people"]),
        ("/?sort=name&page=1", ["ascending", None], ["?sort=-name", "?sort=people"]),
        ("/?sort=-people", [None, "descending"], ["?sort=name", "?sort=people"]),
    ],
)
def test_sort_state_is_announced(address: str, states: list[str | None], links: list[str]) -> None:
    tree = page(ROWS, address)
    assert [th.get("aria-sort") for th in tree.xpath("//thead//th")] == states
    assert tree.xpath("//thead//a/@href") == links


def test_sum_covers_all_rows_and_is_aligned_like_its_column() -> None:
    tree = page(ROWS, per_page=1)
    assert tree.xpath("//tfoot//th[@scope='row']/text()") == ["Summe"]
    (total,) = tree.xpath("//tfoot//td")
    assert (total.text, total.get("class")) == ("1.499", "num")


def test_pages_say_which_rows_are_shown() -> None:
    tree = page([{"name": f"Ort {n}", "people": n} for n in range(421)], "/?page=2")
    shown = tree.xpath("//*[@class='pagination__count']")[0].text_content().strip()
    rows = _("Rows %(first)s to %(last)s of %(total)s")
    assert shown == rows % {"first": "51", "last": "100", "total": "421"}
    (current,) = tree.xpath("//a[@aria-current='page']")
    assert current.text_content().split()[-1] == "2"
    assert tree.xpath("//a[@rel]/@href") == ["?page=1", "?page=3"]


def test_empty_list_says_so_without_a_sum() -> None:
    tree = page([])
    assert tree.xpath("//tbody//td")[0].text_content().strip() == "Keine Kommune passt."
    assert tree.xpath("//tfoot") == []
    assert tree.xpath("//*[@class='pagination__count']") == []
