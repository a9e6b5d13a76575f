"""A web server for the pattern pages: our middleware and static files, no database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.test import override_settings

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


@contextmanager
def pattern_server(port: int = 0) -> Iterator[str]:
    """The pattern pages at the address it yields; any free port for 0."""
    application = get_wsgi_application()  # sets Django up, before the settings are overridden
    with (
        override_settings(ROOT_URLCONF="tests.browser.patterns.pages"),
        make_server("127.0.0.1", port, application, Server, Quiet) as server,
    ):
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
