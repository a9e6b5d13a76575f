"""Tables on a phone are cards; wide ones elsewhere show that they go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.house import off_screen
from tests.browser.server import pattern_server

pytestmark = pytest.mark.browser
EDGE = "getComputedStyle(document.querySelector('.table-region')).backgroundAttachment"
LABEL = "getComputedStyle(document.querySelector('tbody td'), '::before').content"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with pattern_server() as base:
        yield f"{base}/muster/"


def opened(browser: Browser, address: str, *, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 740}, locale="de-DE")
    page.goto(address)
    return page


@pytest.mark.parametrize("name", ["breit", "liste"])
@pytest.mark.parametrize("width", [360, 600])
def test_every_value_is_on_the_screen_of_a_phone(
    browser: Browser, address: str, name: str, width: int
) -> None:
    page = opened(browser, f"{address}{name}/", width=width)
    assert off_screen(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(LABEL) == '"Einwohner"'
    page.close()


def test_wide_table_scrolls_with_its_first_column_and_a_shadow_at_the_edge(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}breit/", width=1280)
    assert off_screen(page) != []
    assert page.evaluate(EDGE).split(", ")[:4] == ["local", "local", "scroll", "scroll"]
    before = page.locator("tbody th").first.bounding_box()
    page.evaluate("document.querySelector('.table-region').scrollLeft = 400")
    after = page.locator("tbody th").first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == pytest.approx(before["x"], abs=1.5)
    page.close()
