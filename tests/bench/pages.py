"""The two pages people open most, from the real web server, against an empty view beside them."""

from __future__ import annotations

from http.client import HTTPConnection

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from core.models import RollupState
from tests.bench.result import Result
from tests.bench.timing import p95, timed
from tests.bench.worlds import reader
from tests.webserver import PATIENCE, gunicorn

BODY = "06535006"
# With the times an empty view that each may take while its figures stand, and after a change. The
# aim is 3 and 6: what is left of the overview after a change is drawing, which other work slows.
PAGES = (("page_overview", "/", 3, 9), ("page_municipality", f"/kommunen/{BODY}/", 3, 8))
EMPTY = "/leer/"
ROUNDS = 500  # p95 of fewer moves with whatever else the machine does
COLD_ROUNDS = 100
MOST_QUERIES = 12


def measure() -> list[Result]:
    """The results of this file."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader(Role.OFFICER))  # who sees money, deadlines and progress
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    results = []
    with gunicorn("tests.bench.site") as port:
        for name, page, warm, cold in PAGES:
            for state, rounds, most in (("", ROUNDS, warm), ("_cold", COLD_ROUNDS, cold)):
                ours, empty = _p95(port, cookie, page, rounds=rounds, is_cold=bool(state))
                line = Result.of(
                    f"{name}{state}", ours * 1000, empty * 1000, at_most=most, unit="ms"
                )
                results.append(line)
    for name, page, _warm, _cold in PAGES:
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        results.append(
            Result.of(f"{name}_queries", len(queries), MOST_QUERIES, at_most=1, unit="queries")
        )
    return results


def _p95(port: int, cookie: str, page: str, *, rounds: int, is_cold: bool) -> tuple[float, float]:
    """Seconds that 95 of 100 requests stay under: for the page and for the empty view.

    Cold: the roll-ups changed since the request before, so nothing that was kept is of use.
    """
    wire = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Cookie": cookie}

    def get(path: str) -> None:
        wire.request("GET", path, headers=headers)
        response = wire.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")

    for path in (page, EMPTY) * 10:
        get(path)
    pairs = []
    for _round in range(rounds):
        if is_cold:
            RollupState.objects.update(version=F("version") + 1)
        pairs.append((timed(lambda: get(page)), timed(lambda: get(EMPTY))))
    wire.close()
    return p95([page for page, _empty in pairs]), p95([empty for _page, empty in pairs])
