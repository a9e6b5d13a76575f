"""A web server for the pattern pages: our middleware and static files, no database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.test import override_settings


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


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
