"""What people read on every page and in every refusal: German words, German figures, no leftovers.

Each page is read as a person reads it, and each form is sent back wrong once: every page of the
portal by somebody it is for, every page of the administration by the role that may do most there.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.template import Template
from django.test import Client, RequestFactory
from django.test.utils import _TestState
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from accounts.roles import ADMIN_SITE
from tests.browser.pages import furnished
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.words import addresses
from tests.words.furnished import furnish
from tests.words.leftovers import leftovers
from tests.words.reading import pieces
from tests.words.refusals import refused

pytestmark = pytest.mark.django_db

READERS = (Role.OFFICER, Role.COORDINATOR, Role.MUNICIPALITY_EDITOR)
# Who writes most comes first: forms are read as they are filled in.
DESKS = (
    *(Role.OFFICER, Role.BUDGET_OFFICER, Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
    *(Role.APPROVER, Role.AUDITOR),
)


NO_TEXT = {"api_root", "portal:my_municipality"}  # speaks to programs; leads to the own body


def person(role: Role) -> Client:
    """Somebody of this role, to whom a broken page is an answer too."""
    name, body = {"first_name": "Erika", "last_name": "Mustermann"}, [LAUTERBACH]
    return browsing(UserFactory.create(username=name_of(role), roles=[role], of=body, **name))


def name_of(role: Role) -> str:
    """The name to sign in with, which stands on pages too."""
    return f"erika{list(Role).index(role)}"


def browsing(user: User | None) -> Client:
    """A browser in which the person is signed in; to a stranger's, None signs in nobody."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def request_of(role: Role) -> HttpRequest:
    """What the administration is asked when it says who may do what."""
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(username=name_of(role))
    return request


def is_page(response: Any) -> bool:
    """Whether there is something to read: a page, a conflict or a refusal."""
    kind = response.get("Content-Type", "")
    return response.status_code in (200, 400, 403, 404, 409) and kind.startswith("text/html")


class Reader:
    """Collects what should not stand on a page, by what it is, and what it opened."""

    def __init__(self) -> None:
        self.found: defaultdict[str, list[str]] = defaultdict(list)
        self.opened, self.sent = set[str](), set[str]()

    def walk(self, client: Client, places: Iterable[str]) -> None:
        """Read what opens and what breaks, and the refusals of each form once."""
        for address in places:
            response = client.get(address)
            if response.status_code == HTTPStatus.OK:
                self.opened.add(address)
                self._read_refusals(client, address, response)
            if response.status_code != HTTPStatus.FORBIDDEN:
                self._read(response, address)

    def leftovers(self) -> list[str]:
        return [f"{what} @ {places[0]}" for what, places in sorted(self.found.items())]

    def _read(self, response: Any, place: str) -> None:
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.found["broken"].append(place)
        if not is_page(response):
            return
        for leftover in leftovers(pieces(response.content.decode())):
            self.found[leftover].append(place)

    def _read_refusals(self, client: Client, address: str, response: Any) -> None:
        """Each wrong way of sending the form of the page, once for each view; nothing stays."""
        form = addresses.form_of(address)
        if form in self.sent or not is_page(response):
            return
        self.sent.add(form)
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
            self._read(answer, f"{address} ({wrong})")


@pytest.fixture
def quiet(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks for the log, or which templates a page is made of."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)  # type: ignore[attr-defined]  # set while tests run
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.mark.usefixtures("quiet")
def test_portal_is_read_in_german() -> None:
    people, visits = furnished()
    furnish()
    visits = [visit for visit in visits if visit.name not in NO_TEXT]
    reader, pages = Reader(), [(v.who, reverse(v.name, kwargs=v.values)) for v in visits]
    for name, user in people.items():
        reader.walk(browsing(user), [page for who, page in pages if who == name])
    for role in READERS:
        left = [page for page in addresses.rows_in_the_portal() if page not in reader.opened]
        reader.walk(person(role), [*addresses.DIFFERENT, *left])
    assert reader.leftovers() == []
    assert {
        *(page for _who, page in pages),
        *addresses.rows_in_the_portal(),
    } - reader.opened == set()


@pytest.mark.usefixtures("quiet")
def test_administration_is_read_in_german() -> None:
    furnish()
    people = {role: person(role) for role in DESKS}
    assert set(people) == ADMIN_SITE
    empty = [m._meta.label for m in admin.site._registry if not m._default_manager.exists()]
    assert empty == []
    requests = {role: request_of(role) for role in DESKS}
    reader, pages = Reader(), addresses.administration_pages(requests)
    for role, client in people.items():
        own = [page for page, reads in pages.items() if reads in (role, None)]
        reader.walk(client, [page for page in own if page not in reader.opened])
    assert reader.leftovers() == []
    assert set(pages) - reader.opened == set()
