"""A running house under kill -9: what was killed is back, and nothing else ends with it.

The short form runs with the suite; `make faults` repeats it (OZG_FAULT_ROUNDS).
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from redis import RedisError

from tests.ozg_hessen.holders import House, line_of, new_house, wait_until

logger = logging.getLogger(__name__)
ROUNDS = int(os.environ.get("OZG_FAULT_ROUNDS", "1"))
BACK_WITHIN = 120  # seconds on a machine that is busy with tests; quiet, it takes under ten
# Seconds; longer than the worker waits before it tries again, and just felt in the short form.
LONG_OUTAGE = 15 if ROUNDS > 1 else 3
PROCESSES = {
    "web": b"gunicorn",
    "worker": b"celery\x00-A\x00ozg_hessen\x00worker",
    "beat": b"celery\x00-A\x00ozg_hessen\x00beat",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RunningHouse:
    """`manage.py run_house` on a port of its own, with servers of its own."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.port = free_port()
        arguments = ("manage.py", "run_house", "--port", str(self.port))
        self.log = house.var_dir / "house.log"
        self.process = house.command(*arguments, log=self.log, OZG_DEMO_DATA="off")
        wait_until(self.answers, seconds=600)

    def answers(self) -> bool:
        if (ended := self.process.poll()) is not None:
            raise AssertionError(f"The house ended with {ended}: {self.log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=5) as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def pid_of(self, name: str) -> int | None:
        """The oldest process of that name below the supervisor."""
        found = [pid for pid in children_of(self.process.pid) if PROCESSES[name] in line_of(pid)]
        return min(found, default=None)

    def is_another(self, name: str, before: int) -> bool:
        return self.pid_of(name) not in (None, before)

    def kill(self, pid: int) -> None:
        with suppress(ProcessLookupError):  # it ended by itself since it was looked for
            os.kill(pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


@pytest.fixture
def running() -> Iterator[RunningHouse]:
    house = new_house()
    try:
        yield RunningHouse(house)
    finally:  # also of a house that did not come up in time
        logger.info((house.var_dir / "house.log").read_text()[-20_000:])  # shown on a failure
        for process in house.started:
            process.send_signal(signal.SIGTERM)
        house.close()


def test_whatever_is_killed_is_back(running: RunningHouse) -> None:
    """One house for all, as its start takes longer than its ways back."""
    for name in PROCESSES:
        killed_process_is_back_and_ends_no_other(running, name)
    killed_postgres_is_back_with_the_data(running)
    worker_outlives_every_outage_of_the_broker(running)


def killed_process_is_back_and_ends_no_other(running: RunningHouse, name: str) -> None:
    others = {other: running.pid_of(other) for other in PROCESSES if other != name}
    for _ in range(ROUNDS):
        before = running.pid_of(name)
        assert before is not None
        running.kill(before)
        wait_until(partial(running.is_another, name, before), seconds=BACK_WITHIN)
        wait_until(running.answers, seconds=BACK_WITHIN)
    assert {other: running.pid_of(other) for other in others} == others


def killed_postgres_is_back_with_the_data(running: RunningHouse) -> None:
    for _ in range(ROUNDS):
        before = running.house.postmaster()
        running.kill(before)
        wait_until(lambda: not running.answers(), seconds=BACK_WITHIN)
        wait_until(running.answers, seconds=BACK_WITHIN)
        assert running.house.postmaster() != before
    assert running.house.sql("SELECT 1") == "1"


def worker_outlives_every_outage_of_the_broker(running: RunningHouse) -> None:
    """Short and long outages in a row: after each the broker is back and a worker answers on it.

    In every third one the worker's own children are killed as well, while they look for the broker.
    """
    for number in range(max(ROUNDS, 2)):
        before = running.house.valkey_pids()
        keep_dead(running, seconds=LONG_OUTAGE if number % 2 else 0, with_children=number % 3 == 2)
        wait_until(partial(has_another_valkey, running.house, before), seconds=BACK_WITHIN)
        wait_until(partial(worker_answers, running.house), seconds=BACK_WITHIN)
        wait_until(running.answers, seconds=BACK_WITHIN)
        logger.info("outage %s: worker %s answers", number + 1, running.pid_of("worker"))
    status = running.house.command("manage.py", "status", "--json")
    said, _ = status.communicate(timeout=120)
    assert '"broker": "valkey' in said


def keep_dead(running: RunningHouse, *, seconds: float, with_children: bool) -> None:
    """Kill the broker, and whatever comes in its place until the time is over."""
    until = time.monotonic() + seconds
    worker = running.pid_of("worker")
    for pid in children_of(worker) if worker and with_children else ():
        running.kill(pid)
    while True:
        for pid in running.house.valkey_pids():
            running.kill(pid)
        if time.monotonic() >= until:
            return
        time.sleep(0.2)


def worker_answers(house: House) -> bool:
    """Whether a worker takes what the broker brings; asked without holding the servers."""
    address = f"redis+socket://{house.places.valkey_socket}"
    app = Celery("probe", broker=address, set_as_current=False)
    app.conf.broker_pool_limit = 0  # a connection of its own, none that died with the broker
    try:
        return bool(app.control.ping(timeout=5))
    except (OperationalError, RedisError, OSError) as error:
        logger.info("the broker does not answer: %r", error)
        return False
    finally:
        app.close()


def has_another_valkey(house: House, before: set[int]) -> bool:
    return bool(house.valkey_pids() - before)


def test_taken_port_is_told_before_anything_is_prepared() -> None:
    house = new_house()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = house.command("manage.py", "run_house", "--port", str(port))
        _out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert err.startswith(f"CommandError: Port {port} of 127.0.0.1 is taken: Address already")
    assert f"PORT={port + 1} make run" in err
    house.close()
