"""The real house behind a real browser, and a visitor who looks at every page closely."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import make_server

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Error, Page, ViewportSize

from tests.browser.server import Quiet, Server, application

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
PICTURED = (360, 768, 1280, 1920)
AXE = Axe()
MOST_ATTEMPTS = 5  # to look at a page that is being left

# What another window or other colours can change; the rest of axe reads the same document again.
DRAWN = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")

OFF_SCREEN = """() => [...document.querySelectorAll(".table-region :is(th, td)")]
  .filter((cell) => cell.checkVisibility() && cell.getBoundingClientRect().right > innerWidth)
  .map((cell) => cell.textContent.trim())"""


@contextmanager
def house_server() -> Iterator[str]:
    """The address of the house on the database that Django is connected to."""
    with make_server("127.0.0.1", 0, application(), Server, Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def sign_in(page: Page, address: str, username: str, password: str, to: str = "/admin/") -> None:
    """Sign in as a person would, on the way to the page `to`."""
    page.goto(f"{address}/anmelden/?next={to}")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.locator("form[action] button[type=submit], main button[type=submit]").last.click()
    page.wait_for_url(f"{address}{to}")


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What axe finds on the page, best practice included; on the next one, if this one is left.

    All its rules, or those named.

    A click returns before the answer has come, so axe may meet the page before, or an empty one.
    """
    for _attempt in range(MOST_ATTEMPTS):
        try:
            page.evaluate("window.isLookedAt = true")
            page.wait_for_load_state("load")
            found = _violations(page, rules)
            if page.evaluate("window.isLookedAt === true"):
                return found
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
    raise AssertionError(f"{page.url} never stands still")


def _violations(page: Page, rules: tuple[str, ...]) -> list[tuple[str, str]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": [*rules]}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found]


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    root = "document.documentElement"
    width: int = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return width


def off_screen(page: Page) -> list[str]:
    """The cells of tables that end outside the window, where one has to scroll for them."""
    cells: list[str] = page.evaluate(OFF_SCREEN)
    return cells


def keep_pictures(page: Page, folder: str, name: str) -> None:
    """For people who want to look themselves; asked for with OZG_PICTURES=1, kept in var/.

    One for each width that the page is met in: phone, tablet, desk, projector.
    """
    if "OZG_PICTURES" not in os.environ:
        return
    window = page.viewport_size or WIDE
    for width in PICTURED:
        page.set_viewport_size({"width": width, "height": window["height"]})
        path = Path(settings.VAR_DIR) / "screenshots" / folder / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=True)
    page.set_viewport_size(window)


def barriers_of(page: Page, folder: str, name: str, narrow: ViewportSize) -> list[tuple[str, str]]:
    """What axe says about the page in a wide and a narrow window, and what does not fit in."""
    found: list[tuple[str, str]] = []
    keep_pictures(page, folder, name)
    for width, window, rules in (("wide", WIDE, ()), ("narrow", narrow, DRAWN)):
        page.set_viewport_size(window)
        found += [(f"{name} {width} {rule}", html) for rule, html in violations(page, rules)]
        if over := too_wide(page):
            found.append((f"{name} {width}", f"{over} px too wide"))
    page.set_viewport_size(WIDE)
    return found


@dataclass
class Visitor:
    """A person at a browser window of their own; what bars their way is written down."""

    page: Page
    address: str
    folder: str
    barriers: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def arrive(cls, browser: Browser, address: str, *, folder: str) -> Visitor:
        context = browser.new_context(viewport=WIDE, locale="de-DE", timezone_id="Europe/Berlin")
        visitor = cls(context.new_page(), address, folder)
        visitor.page.on("pageerror", lambda error: visitor.complain(str(error)))
        visitor.page.on(
            "console", lambda said: visitor.complain(said.text) if said.type == "error" else None
        )
        return visitor

    def complain(self, text: str) -> None:
        """What the console says, e.g. about the content security policy."""
        self.barriers.append((self.page.url.removeprefix(self.address), text))

    def look(self, name: str) -> None:
        """Ask axe about the page in a wide and a narrow window."""
        heard = list(self.barriers)
        heard += barriers_of(self.page, self.folder, name, NARROW)
        self.barriers = heard  # without what axe itself meets of the content security policy
