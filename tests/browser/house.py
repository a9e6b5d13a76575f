"""The real house behind a real browser: our web server on a database of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from wsgiref.simple_server import make_server

from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Page

from tests.browser.server import Quiet, Server


class HouseServer(Server):
    """Closes the database connections of each of its threads."""

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()


@contextmanager
def house_server() -> Iterator[str]:
    """The address of the house on the database that Django is connected to."""
    application = get_wsgi_application()
    with make_server("127.0.0.1", 0, application, HouseServer, Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def sign_in(page: Page, address: str, username: str, password: str) -> None:
    """Sign in as a person would."""
    page.goto(f"{address}/anmelden/?next=/admin/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.locator("form[action] button[type=submit], main button[type=submit]").last.click()
    page.wait_for_url(f"{address}/admin/")


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds on the page, best practice included."""
    found = Axe().run(page)
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]]


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    root = "document.documentElement"
    width: int = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return width
