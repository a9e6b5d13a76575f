"""Whoever goes by keyboard sees where they are: every stop of every page has a visible focus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.patterns.pages import PAGES
from tests.browser.server import pattern_server

pytestmark = pytest.mark.browser

# The stop the keyboard is at: None back at the window, else what it is and whether one sees it.
STOP = """() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const is_seen = (part) => {
    const style = getComputedStyle(stop, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const name = `${stop.tagName} ${stop.className} ${stop.name ?? ""}`;
  return {name, seen: is_seen(null) || is_seen("::after"), visited: stop.dataset.visited === "1",
          mark: (stop.dataset.visited = "1")};
}"""
MANY = 400  # more stops than any page here has


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with pattern_server() as base:
        yield f"{base}/muster/"


def stops(page: Page) -> Iterator[dict[str, object]]:
    """Every stop of the keyboard on the page, in order; fails where the keyboard is caught."""
    for _turn in range(MANY):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["visited"]:
            return
        yield stop
    pytest.fail("the keyboard never leaves the page")


@pytest.mark.parametrize("name", PAGES)
def test_every_stop_of_the_keyboard_is_seen(browser: Browser, address: str, name: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="de-DE")
    page.goto(f"{address}{name}/")
    walked = list(stops(page))
    page.close()
    assert walked
    assert [stop["name"] for stop in walked if not stop["seen"]] == []


def test_scroll_region_of_a_table_is_a_stop(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="de-DE")
    page.goto(f"{address}liste/")
    names = [str(stop["name"]) for stop in stops(page)]
    page.close()
    assert [name for name in names if "table-region" in name] == [
        "DIV table-region table-region--cards "
    ]
