"""What people read on every page and in every refusal: German words, German figures, no leftovers.

Each page is read as a person reads it, and its form is sent back wrong in every way. Portal pages
are read as every role; a page of the administration is the same for all who may open it, but for
its buttons, and is read once, as the first role that may.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client

from accounts.choices import Role
from accounts.roles import ADMIN_SITE
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


def person(role: Role) -> Client:
    user = desk.person(role, f"wer-{role.value}", of=LAUTERBACH)
    user.first_name, user.last_name = "Erika", "Mustermann"
    user.save()
    return desk.signed_in(user)


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
        if not is_page(response):
            return
        self.count += 1
        for leftover in leftovers(pieces(response.content.decode())):
            self.found[leftover].append(place)

    def read_refusals(self, client: Client, address: str, response: Any) -> None:
        """Each wrong way of sending the form of the page; nothing of it stays."""
        answers = refused(client, address, response.content.decode())
        while True:
            with transaction.atomic():
                wrong, answer = next(answers, ("", None))
                transaction.set_rollback(True)
            if answer is None:
                return
            self.read(answer, f"{address} ({wrong})")


def walked(client: Client, reader: Reader, places: Iterable[str], sent: set[str]) -> list[str]:
    """Read the pages that open, and the refusals of forms not yet `sent`; what did not open."""
    closed = []
    for address in places:
        response = client.get(address)
        reader.read(response, address)
        if response.status_code != 200:
            closed.append(address)
        elif is_page(response) and address not in sent:
            sent.add(address)
            reader.read_refusals(client, address, response)
    return closed


def test_everything_is_read_in_german_by_every_role() -> None:
    assert set(ROLES) == {*Role}
    furnish()
    people = {role: person(role) for role in ROLES}
    empty = [m._meta.label for m in admin.site._registry if not m._default_manager.exists()]
    assert empty == []
    reader, sent = Reader(), set[str]()
    portal, left = addresses.portal_pages(), addresses.administration_pages()
    for role, client in people.items():
        walked(client, reader, portal, sent)
        left = walked(client, reader, left, sent) if role in ADMIN_SITE else left
    assert reader.count > 600
    assert dict(reader.found) == {}
