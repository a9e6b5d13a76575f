"""A web server for the pattern pages: our middleware and static files, no database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

# Seconds; a server whose clock is set back years seems to have answered long ago, and a browser
# asks anew for each style and script of each page.
KEPT_BY_BROWSERS = 20 * 365 * 24 * 3600
MOST_AT_ONCE = 64  # more than the connections a browser holds open for each of its people


class Server(ThreadingMixIn, WSGIServer):
    """Answers with threads that stay, and with them their connections to the database.

    A connection that is new has no plan, no trigger and no table in its head: a page costs it
    several times what it costs one that has answered before.
    """

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.threads = ThreadPoolExecutor(MOST_AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.threads.submit(self.process_request_thread, request, client_address)

    def server_close(self) -> None:
        super().server_close()
        self.threads.shutdown(wait=False)


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing: the browser says what went wrong."""


def application() -> WSGIHandler:
    """The house, whose styles and scripts a browser asks for once."""
    with override_settings(WHITENOISE_MAX_AGE=KEPT_BY_BROWSERS):
        return get_wsgi_application()


@contextmanager
def pattern_server(port: int = 0) -> Iterator[str]:
    """The pattern pages at the address it yields; any free port for 0."""
    patterns = application()  # sets Django up, before the settings are overridden
    with (
        override_settings(ROOT_URLCONF="tests.browser.patterns.pages"),
        make_server("127.0.0.1", port, patterns, Server, Quiet) as server,
    ):
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
