"""A broker that a test may stop, and real workers on it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from celery import Celery
from django.conf import settings
from redis import Redis

from ozg_hessen.embedded import valkey

SECONDS = 30


@dataclass
class Worker:
    """A worker process; what it says is read line by line."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def wait_for(self, *words: str) -> None:
        """Read on until a line holds all the words."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if all(word in line for word in words):
                return
        raise AssertionError(f"The worker ended without {words}:\n{''.join(self.said)}")


class Broker:
    """Valkey on a loopback port of its own."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                valkey.program(settings.EMBEDDED),
                *("--port", str(self.port), "--bind", "127.0.0.1", "--save", ""),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "the broker does not start"
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def send(self, task: str) -> None:
        with Celery(broker=self.url, set_as_current=False) as app:
            app.send_task(task)

    def wait_until_acknowledged(self) -> None:
        """Wait until the worker has acknowledged all it took; it does so after “succeeded”."""
        deadline = time.monotonic() + SECONDS
        with Redis.from_url(self.url) as client:
            while client.hlen("unacked"):
                assert time.monotonic() < deadline, "a task stays without its acknowledgement"
                time.sleep(0.05)

    @contextmanager
    def worker(self, database_url: str, *, most: float = SECONDS) -> Iterator[Worker]:
        """A worker of the project's own command on this broker, stopped with the test.

        It is killed after `most` seconds, so that nobody waits for its words forever.
        """
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "ozg_hessen", "worker"),
                *("--loglevel", "INFO", "--concurrency", "1"),
            ],
            env={**os.environ, "DATABASE_URL": database_url, "REDIS_URL": self.url},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        watchdog = threading.Timer(most, process.kill)
        watchdog.start()
        try:
            yield Worker(process)
        finally:
            watchdog.cancel()
            process.kill()
            process.communicate()

    def _answers(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0
