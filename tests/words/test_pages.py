"""What people read on every page and in every refusal: German words, German figures, no leftovers.

Each page is read as a person reads it, and each form is sent back wrong once. Pages of the portal
are read by the ministry, the coordination and a municipality; a page of the administration is the
same for all who may open it, but for its buttons, and is read once, as the first role that may.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client

from accounts.choices import Role
from accounts.roles import ADMIN_SITE
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.programs import desk
from tests.words import addresses
from tests.words.furnished import furnish
from tests.words.leftovers import leftovers
from tests.words.reading import pieces
from tests.words.refusals import refused

pytestmark = pytest.mark.django_db

# Who writes most comes first: the forms of the administration are read as they are filled in.
ROLES = (
    *(Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.COORDINATOR),
    *(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.MUNICIPALITY_EDITOR, Role.MUNICIPALITY_VIEWER),
    *(Role.GOVERNMENT_DISTRICT, Role.ASSOCIATION),
)


# What differs by role is read by the first who may; what everybody opens, by these.
READERS = (Role.OFFICER, Role.COORDINATOR, Role.MUNICIPALITY_EDITOR)
KEY = re.compile(r"/[\d-]+/")  # of a row, in an address
FEWEST = 200  # answers; fewer would be pages that no longer open


def person(role: Role) -> Client:
    """Somebody of this role, to whom a broken page is an answer too."""
    name, body = {"first_name": "Erika", "last_name": "Mustermann"}, [LAUTERBACH]
    number = ROLES.index(role)
    user = UserFactory.create(username=f"erika{number}", roles=[role], of=body, **name)
    client = desk.signed_in(user)
    client.raise_request_exception = False
    return client


def is_page(response: Any) -> bool:
    """Whether there is something to read: a page, a conflict or a refusal."""
    kind = response.get("Content-Type", "")
    return response.status_code in (200, 400, 403, 404, 409) and kind.startswith("text/html")


class Reader:
    """Collects what should not stand on a page, by what it is."""

    def __init__(self) -> None:
        self.found: defaultdict[str, list[str]] = defaultdict(list)
        self.count = 0

    def read(self, response: Any, place: str) -> None:
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.found["broken"].append(place)
        if not is_page(response):
            return
        self.count += 1
        for leftover in leftovers(pieces(response.content.decode())):
            self.found[leftover].append(place)

    def read_refusals(self, client: Client, address: str, response: Any) -> None:
        """Each wrong way of sending the form of the page; nothing of it stays."""
        answers = refused(client, address, response.content.decode())
        while True:
            session = client.cookies.output(header="")
            with transaction.atomic():
                wrong, answer = next(answers, ("", None))
                transaction.set_rollback(True)
            client.cookies.clear()
            client.cookies.load(session)
            if answer is None:
                return
            self.read(answer, f"{address} ({wrong})")


def walked(client: Client, reader: Reader, places: Iterable[str], sent: set[str]) -> list[str]:
    """Read the pages that open, and the refusals of forms not yet `sent`; what did not open."""
    closed = []
    for address in places:
        response = client.get(address)
        if response.status_code != HTTPStatus.FORBIDDEN:
            reader.read(response, address)
        kind = KEY.sub("/", address)
        if response.status_code != HTTPStatus.OK:
            closed.append(address)
        elif is_page(response) and kind not in sent:
            sent.add(kind)
            reader.read_refusals(client, address, response)
    return closed


def found(reader: Reader) -> list[str]:
    return [f"{what} @ {places[0]}" for what, places in sorted(reader.found.items())]


def test_portal_is_read_in_german() -> None:
    furnish()
    reader, sent = Reader(), set[str]()
    portal = addresses.portal_pages()
    for role in READERS:
        walked(person(role), reader, portal, sent)
    assert reader.count > FEWEST
    assert found(reader) == []


def test_administration_is_read_in_german() -> None:
    assert set(ROLES) == {*Role}
    furnish()
    people = {role: person(role) for role in ROLES}
    empty = [m._meta.label for m in admin.site._registry if not m._default_manager.exists()]
    assert empty == []
    reader, sent, left = Reader(), set[str](), addresses.administration_pages()
    for role, client in people.items():
        left = walked(client, reader, left, sent) if role in ADMIN_SITE else left
    assert reader.count > FEWEST
    assert found(reader) == []
