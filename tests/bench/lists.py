"""Lists that compute much: the server's own time for the page, against the 150 ms it may take."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from portal.progress.work_list_report import LISTS
from tests.bench.result import Result
from tests.bench.timing import medians
from tests.bench.worlds import reader

BODY = "06535006"
ROUNDS = 7
MOST_MS = 150


def measure() -> list[Result]:
    """The results of this file."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader(Role.COORDINATOR))
    return [_page(client, name, address) for name, address in _pages().items()]


def _pages() -> dict[str, str]:
    """Each list by the name of its result."""
    tasks = reverse("progress:work_lists")
    return {
        "list_next_steps": reverse("progress:next_steps", args=[BODY]),
        "list_factories": reverse("progress:factories"),
        **{f"list_{found.kind}": f"{tasks}?art={found.key}" for found in LISTS},
    }


def _page(client: Client, name: str, address: str) -> Result:
    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}.")

    (seconds,) = medians(ROUNDS, get)
    return Result.of(name, seconds * 1000, MOST_MS, at_most=1, unit="ms")
