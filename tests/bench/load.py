"""Fifty people at once for a minute, of every role, against the same crowd on an empty view."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from threading import Lock, Thread

from django.conf import settings
from django.test import Client

from accounts.choices import Role
from tests.bench.pages import EMPTY
from tests.bench.result import Result
from tests.bench.worlds import reader
from tests.factories.accounts import UserFactory
from tests.webserver import PATIENCE, gunicorn

BODY = "06535006"
PEOPLE = 50
PROCESSES = 2
SECONDS = float(os.environ.get("OZG_LOAD_SECONDS", "60"))  # 900 make about 20,000 requests
MOST_TIMES = 8  # as for one person, see pages.py
MOST_GROWTH = 1.1
PAGES = {
    Role.AUDITOR: ("/", "/zuwendungen/", "/berichte/mittel/", "/karte/"),
    Role.COORDINATOR: ("/", "/kommunen/", "/leistungen/", f"/kommunen/{BODY}/"),
    Role.OFFICER: ("/", "/zuwendungen/", f"/kommunen/{BODY}/", "/suche/?q=giessen"),
    Role.MUNICIPALITY_VIEWER: (f"/kommunen/{BODY}/", "/zuwendungen/", "/fristen/", "/leistungen/"),
}


class Crowd:
    """Answers of the people so far: seconds of each that was right, and what was not."""

    def __init__(self, port: int, cookies: dict[Role, str]) -> None:
        self.port, self.cookies = port, cookies
        self.seconds: list[float] = []
        self.wrong: list[str] = []
        self._lock = Lock()

    def visit(self, pages: Mapping[Role, tuple[str, ...]], *, seconds: float) -> None:
        """Let everybody ask for page after page; returns when all have their last answer."""
        end = time.monotonic() + seconds
        roles = cycle(pages)
        visitors = [
            Thread(target=self._walk, args=(next(roles), pages, number, end))
            for number in range(PEOPLE)
        ]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()

    def _walk(
        self, role: Role, pages: Mapping[Role, tuple[str, ...]], number: int, end: float
    ) -> None:
        wire = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        own = pages[role]
        turn = number  # so that not all begin with the same page
        while time.monotonic() < end:
            page = own[turn % len(own)]
            turn += 1
            begun = time.perf_counter()
            status = _asked(wire, page, self.cookies[role])
            with self._lock:
                if status == "200":
                    self.seconds.append(time.perf_counter() - begun)
                else:
                    self.wrong.append(f"{page}: {status}")
        wire.close()


def measure() -> list[Result]:
    """The results of this file."""
    cookies = {role: _signed_in(role) for role in PAGES}
    with gunicorn("tests.bench.site", processes=PROCESSES) as port:
        empty = Crowd(port, cookies)
        empty.visit(dict.fromkeys(PAGES, (EMPTY,)), seconds=min(SECONDS, 20))
        warm = Crowd(port, cookies)
        warm.visit(PAGES, seconds=min(SECONDS, 20))
        before = _web_memory()
        ours = Crowd(port, cookies)
        ours.visit(PAGES, seconds=SECONDS)
        after = _web_memory()
    wrong = empty.wrong + warm.wrong + ours.wrong
    for line in sorted(set(wrong)):
        print(f"  {line} ({wrong.count(line)} times)")
    asked = len(ours.seconds) + len(wrong)
    return [
        Result.of("load_errors", len(wrong), asked, at_most=0, unit="answers"),
        *_times(ours.seconds, empty.seconds),
        Result.of("load_memory", after, before, at_most=MOST_GROWTH, unit="MB"),
    ]


def _times(ours: list[float], empty: list[float]) -> Iterator[Result]:
    """What half, 95 and 99 of 100 stay under, beside the empty view under the same crowd."""
    found, limits = quantiles(ours, n=100), quantiles(empty, n=100)
    for share in (50, 95, 99):
        yield Result.of(
            f"load_p{share}",
            found[share - 1] * 1000,
            limits[share - 1] * 1000,
            at_most=MOST_TIMES,
            unit="ms",
        )


def _asked(wire: HTTPConnection, page: str, cookie: str) -> str:
    """The status of the answer, or why there is none."""
    try:
        wire.request("GET", page, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = wire.getresponse()
        answer.read()
    except (OSError, HTTPException) as error:
        wire.close()
        return type(error).__name__
    return str(answer.status)


def _signed_in(role: Role) -> str:
    """The cookie of a person of this role; a municipality's people belong to one body."""
    person = (
        UserFactory.create(roles=[role], of=[BODY])
        if role == Role.MUNICIPALITY_VIEWER
        else reader(role)
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _web_memory() -> float:
    """Megabytes that the processes of the web server, all children of this one, hold together."""
    total = 0
    for process in _children(os.getpid()):
        with suppress(FileNotFoundError):  # it ended meanwhile
            status = Path(f"/proc/{process}/status").read_text()
            total += int(status.split("VmRSS:")[1].split()[0])
    return total / 1024


def _children(process: int) -> Iterator[int]:
    """The processes begun by this one, and by these."""
    for thread in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (thread / "children").read_text().split()):
            yield child
            yield from _children(child)
