"""The real web server in processes of its own, for tests and the benchmark."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from tests import databases

PATIENCE = 30


@contextmanager
def gunicorn(*application: str, redis_url: str = "", processes: int = 1) -> Iterator[int]:
    """The port of a web server on the database that Django is connected to.

    `application` is the module to serve, the house unless given; `redis_url` its broker, that of
    the settings unless given.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": databases.url(),
        "REDIS_URL": redis_url or settings.REDIS_URL,
        "PORT": str(port),
        "WEB_CONCURRENCY": str(processes),
    }
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", *application]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The web server did not start.")
