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
from pytest_django import DjangoAssertNumQueries

from core.tables.columns import CountColumn
from core.tables.page import PageTable
from municipalities.choices import Kind
from municipalities.models import Municipality

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


def tree_of(table: tables.Table) -> html.HtmlElement:
    """The table as a page shows it."""
    request = RequestFactory().get("/")
    template = Template("{% load django_tables2 %}{% render_table table %}")
    return html.fromstring(template.render(Context({"request": request, "table": table})))


def body_of(table: tables.Table) -> list[list[str]]:
    """The texts of the rows, cell by cell."""
    return [
        ["".join(str(text) for text in cell.itertext()).strip() for cell in row]
        for row in tree_of(table).iterfind(".//tbody/tr")
    ]


def test_value_with_choices_shows_its_label() -> None:
    class KindTable(tables.Table):  # type: ignore[misc]  # has no types
        kind = tables.Column()

    assert body_of(KindTable([Municipality(kind=Kind.TOWN)])) == [[str(Kind.TOWN.label)]]


def test_computed_column_needs_no_value_of_its_name() -> None:
    class GreetingTable(tables.Table):  # type: ignore[misc]  # has no types
        greeting = tables.Column(empty_values=())

        def render_greeting(self, record: dict[str, Any]) -> str:
            return f"<{record['name']}>"

    assert body_of(GreetingTable(ROWS)) == [["<Hanau>"], ["<Aßlar>"]]


def test_column_that_no_row_knows_is_an_error() -> None:
    class MisspeltTable(tables.Table):  # type: ignore[misc]  # has no types
        nmae = tables.Column()

    with pytest.raises(ValueError, match="nmae"):
        body_of(MisspeltTable(ROWS))


def test_attributes_that_differ_by_row_are_refused() -> None:
    class ColourTable(tables.Table):  # type: ignore[misc]  # has no types
        name = tables.Column(attrs={"td": {"class": lambda value: value}})

    with pytest.raises(TypeError, match="name"):
        body_of(ColourTable(ROWS))


def test_unknown_value_is_a_dash_and_a_link_without_address_is_text() -> None:
    class LinkTable(tables.Table):  # type: ignore[misc]  # has no types
        name = tables.Column(linkify=lambda value: "/x/" if value == "Hanau" else None)
        people = tables.Column()

    rows = [{"name": "Hanau", "people": None}, {"name": "Aßlar", "people": 1}]
    assert body_of(LinkTable(rows)) == [["Hanau", "—"], ["Aßlar", "1"]]


@pytest.mark.parametrize(
    ("rows", "per_page", "folds"), [(5, None, False), (6, None, True), (60, 50, False)]
)
def test_long_table_without_pages_folds_and_says_of_how_many_rows(
    rows: int, per_page: int | None, folds: bool
) -> None:
    table = PlaceTable([{"name": f"Ort {n}", "people": n} for n in range(rows)])
    if per_page:
        table.paginate(per_page=per_page)
    tree = tree_of(table)
    assert len(tree.xpath("//*[@data-folds]")) == folds
    assert len(tree.xpath("//tbody/tr")) == (per_page or rows)  # all of it without a script
    offers = [button.text_content().strip() for button in tree.xpath("//p[@hidden]/button")]
    assert offers == ([_("Show all %(total)s rows") % {"total": rows}] if folds else [])
    assert tree.xpath("//button/@aria-description") == (["Kommunen"] if folds else [])


@pytest.mark.django_db
def test_rows_of_a_table_without_pages_are_asked_for_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    class OfAll(PageTable):
        name = tables.Column()

    with django_assert_num_queries(1):
        tree = tree_of(OfAll(Municipality.objects.order_by("ags")))
    assert len(tree.xpath("//*[@data-folds]")) == 1
