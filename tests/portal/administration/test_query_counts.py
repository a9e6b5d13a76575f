"""What the pages of the administration cost: each stays within the same few statements."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.trust.matrix import line_of
from tests.trust.world import Address, addresses, browsers, people, rows
from tests.words.furnished import furnish

pytestmark = pytest.mark.django_db

MOST_QUERIES = 24
DESKS = "OBACSP"  # who works there; the first of them who may open a page reads it


def pages() -> Iterator[tuple[Address, Client]]:
    """Each list, form and history with who reads it."""
    of = people()
    clients = browsers(of)
    furnished = rows(of)
    furnish()
    for address in addresses(furnished):
        line = line_of(address.line)
        if line is None or not address.line.startswith("admin:"):
            continue
        reader = next((letter for letter in DESKS if letter in line.see), None)
        if reader:
            yield address, clients[reader]


def cost(client: Client, path: str) -> int | None:
    """The statements of a page; None where there is none for this row."""
    with CaptureQueriesContext(connection) as queries:
        found = client.get(path).status_code
    return len(queries) if found == 200 else None


def test_pages_of_the_administration_stay_within_their_queries() -> None:
    costs = {
        address.line: count
        for address, client in pages()
        if (count := cost(client, address.path)) is not None
    }
    assert {line: count for line, count in costs.items() if count > MOST_QUERIES} == {}
    assert len(costs) > 200
