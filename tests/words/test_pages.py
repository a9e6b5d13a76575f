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
from tests.factories.municipalities import LAUTERBACH
from tests.programs import desk
from tests.words import addresses
from tests.words.furnished import furnish
from tests.words.leftovers import leftovers
from tests.words.reading import pieces
from tests.words.refusals import refused

pytestmark = pytest.mark.django_db

# Who writes most comes first: the forms of the administration are read as they are filled in.
MINISTRY = (
    *(Role.OFFICER, Role.APPROVER, Role.BUDGET_OFFICER, Role.COORDINATOR),
    *(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR),
)
NOT_A_PAGE = {  # answered with a file, for a role nobody has, or only to a form
    "/admin/password_change/",
}


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


def walked(client: Client, reader: Reader, places: Iterable[str]) -> list[str]:
    """Read the pages that open, and their refusals; the addresses that did not open."""
    closed = []
    for address in places:
        response = client.get(address)
        reader.read(response, address)
        if response.status_code != 200:
            closed.append(address)
        elif is_page(response):
            reader.read_refusals(client, address, response)
    return closed


@pytest.mark.parametrize("role", [*Role])
def test_portal_is_read_in_german_by_every_role(role: Role) -> None:
    furnish()
    reader = Reader()
    walked(person(role), reader, [a for a in addresses.portal() if a not in addresses.UNREAD])
    assert reader.count > 20
    assert reader.found == {}


def test_administration_is_read_in_german() -> None:
    furnish()
    empty = [m._meta.label for m in admin.site._registry if not m._default_manager.exists()]
    assert empty == []
    reader, left = Reader(), addresses.administration_pages()
    for role in MINISTRY:
        left = walked(person(role), reader, left)
    assert reader.count > 400
    assert reader.found == {}
