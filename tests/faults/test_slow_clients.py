"""A hundred clients that stop in the middle of a request do not keep others from their answer."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus

import pytest

from tests.webserver import gunicorn

CLIENTS = 100
SOON = 10  # seconds on a machine that is busy with tests; quiet, it takes a few milliseconds
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
BODY = (
    b"POST /anmelden/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
)


@contextmanager
def waiting(port: int, half: bytes) -> Iterator[None]:
    with ExitStack() as clients:
        for _ in range(CLIENTS):
            client = clients.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(half)
        time.sleep(1)
        yield


@pytest.mark.usefixtures("committed_db")
def test_half_requests_hold_nobody_up() -> None:
    with gunicorn(processes=1) as port:
        for half in (HEAD, BODY):
            with waiting(port, half):
                for _ in range(3):
                    address = f"http://127.0.0.1:{port}/health/"
                    with urllib.request.urlopen(address, timeout=SOON) as answer:
                        assert answer.status == HTTPStatus.OK
