"""Every page reads the same under the policies as without them: the queries ask for no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from tests.application import as_application
from tests.browser.pages import furnished
from tests.factories.accounts import UserFactory

HIDDEN = re.compile(rb'<input type="hidden"[^>]*>|[A-Za-z0-9]{64}|nonce="[^"]*"|\d\d:\d\d')


@pytest.mark.usefixtures("committed_db")
def test_pages_are_the_same_with_and_without_the_policies() -> None:
    made, visits = furnished()
    people = {who: made[who] for who in ("stranger", "clerk", "auditor")}
    people["government district"] = UserFactory.create(roles=[Role.GOVERNMENT_DISTRICT])
    clients = {who: _client(person) for who, person in people.items()}
    addresses = [reverse(visit.name, kwargs=visit.values) for visit in visits]
    connection.execute_wrappers.clear()  # the owner, who says nothing
    without = dict(_answers(clients, addresses))
    with as_application():
        guarded = dict(_answers(clients, addresses))
    assert [asked for asked in without if without[asked] != guarded[asked]] == []
    assert sum(status == 200 for status, _content in guarded.values()) > len(addresses)


def _client(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def _answers(
    clients: dict[str, Client], addresses: list[str]
) -> Iterator[tuple[tuple[str, str], tuple[int, bytes]]]:
    """Each page as each person: status, and content without what differs from click to click."""
    for who, client in clients.items():
        for address in addresses:
            answer = client.get(address)
            content = b"".join(answer) if answer.streaming else answer.content
            yield (who, address), (answer.status_code, HIDDEN.sub(b"", content))
