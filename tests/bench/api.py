"""The API's page of 100 cases from the real web server, against an empty view beside it."""

from __future__ import annotations

from http.client import HTTPConnection

from django.conf import settings
from django.test import Client

from accounts.choices import Role
from tests.api.asking import ROOT, key_of
from tests.bench.pages import EMPTY
from tests.bench.result import Result
from tests.bench.timing import medians
from tests.bench.worlds import reader
from tests.webserver import PATIENCE, gunicorn

PAGE = f"{ROOT}grants?limit=100"
ROUNDS = 40  # fewer than a key may ask in a minute


def measure() -> list[Result]:
    """The result of this file."""
    person = reader(Role.OFFICER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    key = key_of(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with gunicorn("tests.bench.site") as port:
        wire = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

        def get(path: str, **headers: str) -> None:
            wire.request("GET", path, headers=headers)
            response = wire.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status}.")

        page, empty = medians(
            ROUNDS,
            lambda: get(PAGE, Authorization=f"Bearer {key}"),
            lambda: get(EMPTY, Cookie=f"{settings.SESSION_COOKIE_NAME}={session}"),
        )
        wire.close()
    return [Result.of("api_100_cases", page * 1000, empty * 1000, at_most=4, unit="ms")]
