"""Every address through every role, with every method, as the matrix says.

GET and POST are asked by everybody; where the administration refuses at its door, by a stranger and
one of those outside in turn (tests/portal/administration/test_access.py sends them all). Other
methods are refused before anybody is asked who they are, so a stranger and one person in turn ask.
The long form (`make faults`) has everybody ask everything.
"""

from __future__ import annotations

import logging
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import cycle
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.roles import ADMIN_SITE
from tests.trust.blank import BLANK
from tests.trust.matrix import DESKS, EVERYBODY, MINISTRY, PAGES, PEOPLE, STEPS, Line, line_of
from tests.trust.world import LETTERS, Address, addresses, browsers, people, rows

pytestmark = pytest.mark.django_db
IN, REFUSED, HIDDEN, SIGN_IN, NOT_SO = "in", "refused", "hidden", "sign in", "not so"
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# What a look leaves behind: the security log, the limits and marks of the house, that a key was
# used, that the results of a report were seen and that a file was made.
BESIDE = {
    *("accounts_session", "accounts_securityevent", "django_cache", "core_sentform"),
    *("accounts_apikey", "reports_reportrun", "reports_madefile"),
}
OUTSIDE = "".join(letter for letter in PEOPLE if letter not in MINISTRY)


def outcome(answer: HttpResponseBase) -> str:
    """What somebody gets, in the words of the matrix."""
    code, to = answer.status_code, answer.get("Location", "")
    if code == 302 and to.startswith(reverse("account_login")):
        return SIGN_IN
    if code == 302 and to.startswith("/admin/login/"):
        return REFUSED  # the door of the administration sends on to the sign-in, or says no
    return {401: SIGN_IN, 403: REFUSED, 404: HIDDEN, 405: NOT_SO}.get(code, IN)


def expected(line: Line, letter: str, method: str) -> set[str]:
    """What the matrix allows to come out; 405 tells nobody anything."""
    if line.with_key:
        return {SIGN_IN, NOT_SO}
    opened = line.write if method == "POST" else line.see
    if letter in opened:
        return {IN, SIGN_IN} if line.signs_in else {IN}
    if letter in line.hidden:
        return {HIDDEN, NOT_SO}
    if letter in line.see:  # a page that only reads, or a form without the right to send it
        return {IN, NOT_SO, REFUSED, SIGN_IN}
    return {SIGN_IN, REFUSED, NOT_SO} if letter == "-" else {REFUSED, NOT_SO}


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The tables that are written meanwhile."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def silence() -> Iterator[None]:
    """Thousands of refusals are not written down."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class Turns:
    """Who asks where one of many is enough."""

    def __init__(self) -> None:
        self.anybody, self.outside = cycle(EVERYBODY), cycle(OUTSIDE)

    def asking(self, address: Address, line: Line) -> str:
        """All of them, with two exceptions.

        Where everybody may look, a stranger and one more; at the door of the administration those
        of the ministry, a stranger and one of the others.
        """
        if line.see == EVERYBODY:
            return next(self.outside) + "-"
        is_at_the_door = address.path.startswith("/admin/")
        return MINISTRY + next(self.outside) + "-" if is_at_the_door else EVERYBODY

    def sending(self, asking: str, line: Line) -> str:
        """All but those who read and do not write: they get their page again, one is enough."""
        readers = [letter for letter in asking if letter in line.see and letter not in line.write]
        return "".join(letter for letter in asking if letter not in readers[1:])

    def besides(self) -> str:
        """A stranger and one person, by the methods that nobody reads or writes with."""
        return "-" + next(self.anybody)


class Everybody(Turns):
    """Nobody stands for another: every cell of the matrix."""

    def asking(self, address: Address, line: Line) -> str:
        return EVERYBODY

    def sending(self, asking: str, line: Line) -> str:
        return asking

    def besides(self) -> str:
        return EVERYBODY


class Walk:
    """Asks, and keeps what differs from the matrix."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self.clients = clients
        self.differing: dict[str, str] = defaultdict(str)
        self.asked = Counter[str]()

    def by_kind(self) -> list[str]:
        """What differs, with all the letters it differs for."""
        return [f"{what}: {letters}" for what, letters in sorted(self.differing.items())]

    def through(self, address: Address, line: Line, turns: Turns) -> None:
        """One address by everybody, with every method."""
        asking = turns.asking(address, line)
        for letter in asking:
            self.ask(address, line, letter, "GET")
        for letter in turns.sending(asking, line):
            self.ask(address, line, letter, "POST")
        for letter in turns.besides():
            self.ask(address, line, letter, "HEAD")
        for method in ("OPTIONS", "PUT", "DELETE"):
            for letter in turns.besides():
                self.refuse(address, letter, method)

    def ask(self, address: Address, line: Line, letter: str, method: str) -> None:
        client, may = self.clients[letter], expected(line, letter, method)
        is_written = method == "POST" and letter in line.write
        signed_in = client.cookies.get(settings.SESSION_COOKIE_NAME)
        session = signed_in.value if signed_in else None
        with undone() if is_written else nullcontext(), tables_written() as tables:
            result = outcome(client.generic(method, address.path))
        if session is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        self.asked[method] += 1
        if address.line.startswith("admin:"):
            may |= {HIDDEN} if IN in may else set()  # no row of this kind is there
        self._note(address, letter, method, result if result not in may else "")
        if not is_written:
            self._note(address, letter, method, ", ".join(sorted(tables - BESIDE)))

    def refuse(self, address: Address, letter: str, method: str) -> None:
        code = self.clients[letter].generic(method, address.path).status_code
        self.asked[method] += 1
        fits = code in {401, 403, 404, 405} if address.path.startswith("/api/") else code == 405
        self._note(address, letter, method, "" if fits else str(code))

    def _note(self, address: Address, letter: str, method: str, what: str) -> None:
        if what:
            self.differing[f"{method} {address.line} is {what}"] += letter


def test_roles_get_what_the_matrix_says(settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.SESSION_SAVE_EVERY_REQUEST = False
    of = people()
    found = [(address, line_of(address.line)) for address in addresses(rows(of))]
    settings.TEMPLATES = BLANK
    walk = Walk(browsers(of))
    turn = Everybody() if os.environ.get("OZG_FAULT_ROUNDS") else Turns()

    with silence():
        for address, line in found:
            if line is not None:  # the test below names the others
                walk.through(address, line, turn)
    assert walk.by_kind() == []
    assert walk.asked["GET"] > 4000


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    names = {address.line for address in addresses(rows(people()))}
    assert sorted(name for name in names if line_of(name) is None) == []
    assert sorted(set(PAGES) - names) == []
    desks = {
        f"{m._meta.app_label}_{m._meta.model_name}": d for m, d in admin.site._registry.items()
    }
    assert set(DESKS) == set(desks)
    taken = {key: {step.name for step in getattr(desk, "steps", ())} for key, desk in desks.items()}
    said = {key: set(" ".join(names.values()).split()) for key, names in STEPS.items()}
    assert {key: names for key, names in taken.items() if names} == said


def test_letters_stand_for_every_role() -> None:
    assert {role for role in LETTERS.values() if role} == set(Role)
    assert {LETTERS[letter] for letter in MINISTRY} == set(ADMIN_SITE)
    assert set(PEOPLE) == set(LETTERS)


def test_choices_of_a_field_are_searched_by_who_may_see_them() -> None:
    """The autocomplete of accounts, from the form that asks for one."""
    of = people()
    query = {
        "app_label": "accounts",
        "model_name": "roleassignment",
        "field_name": "user",
        "term": "",
    }
    clients = browsers(of)
    opened = {
        letter
        for letter in EVERYBODY
        if clients[letter].get("/admin/autocomplete/", query).status_code == 200
    }
    assert opened == {"P", "S"}
