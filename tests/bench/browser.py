"""What a person waits for in the browser at Hessen's size, beside an empty page of the house."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.choices import Role
from programs.models import Grant
from tests.bench.result import Result
from tests.bench.worlds import reader
from tests.browser.chromium import launched
from tests.webserver import gunicorn

ROUNDS = 7
EMPTY = "/leer/seite/"
SIZE = {"width": 1280, "height": 860}
WATCHED = """
    window.seen = {lcp: 0, cls: 0, tbt: 0};
    const watch = (type, note) => new PerformanceObserver(
        list => list.getEntries().forEach(note)).observe({type, buffered: true});
    watch('largest-contentful-paint', entry => { seen.lcp = entry.startTime; });
    watch('layout-shift', entry => { if (!entry.hadRecentInput) seen.cls += entry.value; });
    watch('longtask', entry => { seen.tbt += Math.max(0, entry.duration - 50); });
"""
SETTLED = 300  # milliseconds after the last request, in which late shifts and tasks show


@dataclass(frozen=True)
class Wait:
    """The largest paint and the blocked time in milliseconds, and the shift of the layout."""

    lcp: float
    cls: float
    tbt: float


MOST_TIMES = 6  # the largest paint of the empty page; one second on a machine that idles
MOST_SHIFT = 0.05
MOST_BLOCKED = 150


def measure() -> list[Result]:
    """The results of this file."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader(Role.OFFICER))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    case = Grant.objects.order_by("pk")[0]
    pages = {
        "overview": "/",
        "map": "/karte/",
        "municipality": "/kommunen/06535006/",
        "municipalities": "/kommunen/",
        "case": case.get_absolute_url(),
    }
    results = []
    with gunicorn("tests.bench.site") as port, sync_playwright() as playwright:
        browser = launched(playwright)
        address = f"http://127.0.0.1:{port}"
        for name, page in pages.items():
            ours, empty = _waits(browser, address, key, page)
            results += _results(name, ours, empty)
        browser.close()
    return results


def _results(name: str, ours: Wait, empty: Wait) -> list[Result]:
    return [
        Result.of(f"lcp_{name}", ours.lcp, empty.lcp, at_most=MOST_TIMES, unit="ms"),
        Result.of(f"cls_{name}", ours.cls, MOST_SHIFT, at_most=1, unit="shift"),
        Result.of(f"tbt_{name}", ours.tbt, MOST_BLOCKED, at_most=1, unit="ms"),
    ]


def _waits(browser: Browser, address: str, key: str, page: str) -> tuple[Wait, Wait]:
    """The medians of the page and of the empty one, which take turns; files are in the browser."""
    context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]  # a TypedDict
    cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}
    context.add_cookies([cookie])
    context.add_init_script(WATCHED)
    tab = context.new_page()
    ours: list[Wait] = []
    empty: list[Wait] = []
    for number in range(ROUNDS + 1):
        for where, found in ((page, ours), (EMPTY, empty)):
            wait = _wait(tab, f"{address}{where}")
            if number:
                found.append(wait)
    context.close()
    return _median(ours), _median(empty)


def _wait(tab: Page, address: str) -> Wait:
    answer = tab.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{address} answered {answer and answer.status}.")
    tab.wait_for_timeout(SETTLED)
    return Wait(**tab.evaluate("seen"))


def _median(waits: list[Wait]) -> Wait:
    return Wait(*(median(getattr(wait, name) for wait in waits) for name in ("lcp", "cls", "tbt")))
