"""A long table on a phone: its top and one button for the rest; whole on paper and wide screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from playwright.sync_api import Browser, Page

from core.tables.columns import CountColumn
from core.tables.page import PageTable
from tests.browser.house import NARROW, WIDE, violations

pytestmark = pytest.mark.browser
STATIC = Path(settings.BASE_DIR, "static")
ROWS = 8


class PlaceTable(PageTable):
    """A table without pages."""

    people = CountColumn(summed=True)

    class Meta:
        caption = "Kommunen"
        orderable = False


def phone(browser: Browser, *, place: str = "") -> Page:
    """The table alone, with style and script of every page, in a part of the class `place`."""
    table = PlaceTable([{"people": number} for number in range(ROWS)])
    template = Template("{% load django_tables2 %}{% render_table table %}")
    shown = template.render(Context({"table": table, "request": RequestFactory().get("/")}))
    page = browser.new_context(viewport=NARROW, locale="de-DE").new_page()
    frame = "<!doctype html><html lang='de'><title>Tafel</title><main><h1>Tafel</h1>"
    page.set_content(f"{frame}<section class='{place}'>{shown}</section></main>")
    page.add_style_tag(path=STATIC / "css" / "tables.css")
    page.add_style_tag(path=STATIC / "css" / "overview.css")
    return page


def rows_in_sight(page: Page) -> int:
    return sum(row.is_visible() for row in page.locator("tbody tr").all())


def test_rest_of_a_long_table_is_one_button_away(browser: Browser) -> None:
    page = phone(browser)
    button = page.locator(".data-table__rest button")
    assert (rows_in_sight(page), button.is_visible()) == (ROWS, False)  # without a script
    page.add_script_tag(path=STATIC / "js" / "app.js", type="module")
    assert (rows_in_sight(page), button.is_visible()) == (3, True)
    assert violations(page) == []
    page.emulate_media(media="print")
    assert (rows_in_sight(page), button.is_visible()) == (ROWS, False)
    page.emulate_media(media="screen")
    page.set_viewport_size(WIDE)
    assert (rows_in_sight(page), button.is_visible()) == (ROWS, False)
    page.set_viewport_size(NARROW)
    button.press("Enter")
    assert (rows_in_sight(page), button.is_visible()) == (ROWS, False)
    assert page.evaluate("document.activeElement.className").startswith("table-region")


def test_overview_shows_the_sum_and_leads_on_from_the_first_row(browser: Browser) -> None:
    page = phone(browser, place="overview__tables")
    page.add_script_tag(path=STATIC / "js" / "app.js", type="module")
    assert rows_in_sight(page) == 0
    assert page.locator("tfoot").is_visible()
    page.emulate_media(media="print")
    assert rows_in_sight(page) == ROWS
    page.emulate_media(media="screen")
    page.locator(".data-table__rest button").press("Enter")
    assert rows_in_sight(page) == ROWS
