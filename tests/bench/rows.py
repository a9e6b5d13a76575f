"""What the policies of the rows cost: the same pages for the same people, with and without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.choices import Role
from programs.rows.whose import say_whose
from tests.bench.result import Result
from tests.bench.timing import medians
from tests.bench.worlds import reader
from tests.factories.accounts import UserFactory

BODY = "06535006"
ROUNDS = 30
MOST = 1.3
PAGES = {
    "overview": (Role.AUDITOR, "/"),
    "grants": (Role.AUDITOR, "/zuwendungen/"),
    "body": (Role.AUDITOR, f"/kommunen/{BODY}/"),
    "own_grants": (Role.MUNICIPALITY_VIEWER, "/zuwendungen/"),
    "own_body": (Role.MUNICIPALITY_VIEWER, f"/kommunen/{BODY}/"),
}


def measure() -> list[Result]:
    """The results of this file."""
    people = {
        Role.AUDITOR: reader(Role.AUDITOR),
        Role.MUNICIPALITY_VIEWER: UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[BODY]),
    }
    results = []
    for name, (role, address) in PAGES.items():
        client = Client(SERVER_NAME="localhost")
        client.force_login(people[role])
        results.append(_page(f"rows_{name}", _asking(client, address)))
    return results


def _asking(client: Client, address: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}.")

    return ask


def _page(name: str, ask: Callable[[], None]) -> Result:
    def with_policies() -> None:
        with _as_application():
            ask()

    def without() -> None:
        with _silent():
            ask()

    guarded, bare = medians(ROUNDS, with_policies, without)
    return Result.of(name, guarded * 1000, bare * 1000, at_most=MOST, unit="ms")


@contextmanager
def _as_application() -> Iterator[None]:
    """The role that the policies bind, each statement saying whose rows it wants."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextmanager
def _silent() -> Iterator[None]:
    """The owner of the tables, whom no policy binds, saying nothing."""
    connection.execute_wrappers.clear()
    try:
        yield
    finally:
        say_whose(connection)
