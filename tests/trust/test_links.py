"""Nobody is shown a way that is shut: what the pages of each role link to opens for this role.

Every page of the house is read by one person of each kind of readers that may open it. Whether a
link on it opens for them says the matrix, which tests/trust/test_matrix.py proves; where that
depends on the row, the first link of each kind is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import Resolver404, ResolverMatch, resolve
from lxml import html

from tests.trust.matrix import EVERYBODY, Line, line_of
from tests.trust.test_matrix import silence
from tests.trust.world import Address, addresses, browsers, people, rows
from tests.words.furnished import furnish

pytestmark = pytest.mark.django_db

NOT_FOLLOWED = ("/abmelden/", "/admin/logout/", "/static/", "/api/")
# Who is shown the same ways; the first of them who may open a page reads it for the others. In
# the administration those come first who look and do nothing.
READERS = ("DG", "VC", "LFE", "PBOA", "S")
READERS_OF_DESKS = ("POBAC", "S")
READERS_OF_ALL = ("N", "-")
HOME = (
    "portal:overview"  # where everybody starts; it tells those without a role that they have none
)


@pytest.fixture
def quiet(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """Nobody asks for the log, or which templates a page is made of."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)  # type: ignore[attr-defined]  # set while tests run
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.SESSION_SAVE_EVERY_REQUEST = False
    with silence():
        yield


class Readers:
    """They read pages, and note each way that is shown to them and shut."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self.clients = clients
        self.read, self.shut = set[str](), dict[str, str]()
        self._asked = set[tuple[str, str]]()
        for client in clients.values():
            client.raise_request_exception = False

    def page(self, letter: str, address: str) -> None:
        answer = self.clients[letter].get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            return
        self.read.add(address)
        self.links(letter, address, answer.content.decode())

    def links(self, letter: str, address: str, page: str) -> None:
        for link in ways_on(address, page):
            found = resolved(link)
            kind = name_of(found) if found else link
            if (kind, letter) not in self._asked:
                self._asked.add((kind, letter))
                if refusal := self._refusal(letter, link, kind):
                    self.shut[f"{kind} for {letter}"] = f"{refusal}: {link} on {address}"

    def _refusal(self, letter: str, link: str, kind: str) -> str:
        """What keeps the person from going on; "" where nothing does. Strangers may sign in."""
        line = line_of(kind)
        if line is not None and line.see and not depends_on_row(kind, line):
            is_led_on = letter in line.see or letter == "-" or kind == HOME
            return "" if is_led_on else "says the matrix"
        code = self.clients[letter].get(link).status_code
        return str(code) if code >= 400 else ""


def depends_on_row(kind: str, line: Line) -> bool:
    return bool(line.hidden) and not kind.startswith("admin:")


def readers_of(address: Address, line: Line) -> Iterator[str]:
    """One of each kind that may open the page; nobody for files, steps and histories."""
    found = resolved(address.path)
    is_desk = address.line.startswith("admin:")
    is_step = is_desk and ("#" in address.line or address.line.endswith("_history"))
    if found is None or "fmt" in found.kwargs or is_step:
        return
    of_all = READERS_OF_ALL if line.see == EVERYBODY else READERS
    for alike in READERS_OF_DESKS if is_desk else of_all:
        yield from [letter for letter in alike if letter in line.see][:1]


def ways_on(address: str, page: str) -> Iterator[str]:
    """Where the links, the asking fields and the forms that only ask lead to, in this house."""
    for element in html.fromstring(page).iter("a", "form", "input", "select", "div", "button"):
        for shown in _targets(element):
            target = urlsplit(urljoin(address, unescape(shown)))
            is_ours = not target.netloc and not target.scheme and target.path
            if is_ours and not target.path.startswith(NOT_FOLLOWED):
                yield target._replace(fragment="").geturl()


def _targets(element: html.HtmlElement) -> Iterator[str]:
    if element.tag == "a" and element.get("href"):
        yield element.get("href")
    if element.tag == "form" and (element.get("method") or "get").lower() == "get":
        yield element.get("action") or ""
    if element.get("hx-get"):
        yield element.get("hx-get")


def resolved(address: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(address).path)
    except Resolver404:
        return None


def name_of(found: ResolverMatch) -> str:
    """The name by which the matrix knows the address."""
    part = found.kwargs.get("name")
    return f"{found.view_name}#{part}" if part else found.view_name


@pytest.mark.usefixtures("quiet")
def test_every_link_that_is_shown_opens() -> None:
    of = people()
    found = list(addresses(rows(of)))
    furnish()
    readers = Readers(browsers(of))
    for address in found:
        line = line_of(address.line)
        for letter in readers_of(address, line) if line else ():
            readers.page(letter, address.path)
    assert readers.shut == {}
    assert len(readers.read) > 200


def test_shut_way_is_named_with_its_page() -> None:
    readers = Readers({})
    for letter in "DC":
        readers.links(letter, "/kommunen/", '<a href="partner/?x=1">Partner</a>')
    assert readers.shut == {
        "portal:partners for D": "says the matrix: /kommunen/partner/?x=1 on /kommunen/"
    }


def test_pages_are_read_by_one_of_each_kind() -> None:
    def readers(name: str, path: str) -> str:
        return "".join(readers_of(Address(name, path), line_of(name) or Line()))

    assert readers("portal:municipality_list", "/kommunen/") == "DVLP"
    assert readers("portal:help", "/hilfe/") == "N-"
    assert readers("admin:accounts_user_changelist", "/admin/accounts/user/") == "PS"
    assert readers("admin:services_catalogue_add", "/admin/services/catalogue/add/") == "C"
    assert readers("reports:download#mittel", "/berichte/mittel/csv/") == ""


def test_a_page_tells_where_it_leads() -> None:
    page = """<main><a href="../b/?x=1#unten">b</a> <a href="#oben">oben</a>
        <a href="https://anderswo.example/">fort</a> <a href="mailto:a@b.example">Mail</a>
        <form method="post" action="/schreibt/"></form> <form action="/sucht/"></form>
        <input hx-get="/zeilen/?a=1&amp;b=2"> <a href="/static/a.css">Stil</a></main>"""
    assert sorted(ways_on("/a/c/", page)) == ["/a/b/?x=1", "/a/c/", "/sucht/", "/zeilen/?a=1&b=2"]
