"""Nobody is shown a way that is shut: what the pages of each role link to opens for this role.

Each person goes on from the starts by the links, asking fields and asking forms shown, and opens
one address of each kind: of a route, and of each report and step. The pages of the administration
are read by the first two who come to them, which begins with those who look and do nothing; of a
file one is made. For everybody after that the matrix tells (tests/trust/test_matrix.py proves it).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponseBase
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import Resolver404, ResolverMatch, resolve
from lxml import html

from tests.trust.matrix import line_of
from tests.trust.test_matrix import silence
from tests.trust.world import browsers, people, rows
from tests.words.furnished import furnish

pytestmark = pytest.mark.django_db

STARTS = ("/", "/meine-kommune/", "/berichte/", "/konto/", "/hilfe/", "/suche/?q=a")
NOT_FOLLOWED = ("/abmelden/", "/admin/logout/", "/static/", "/api/")
ORDER = "PSCVGDLEFN-OAB"
READERS = 2


@pytest.fixture
def quiet(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody asks for the log, or which templates a page is made of."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)  # type: ignore[attr-defined]  # set while tests run
    with silence():
        yield


class House:
    """What everybody found together: shut ways by kind and person, and who read what."""

    def __init__(self) -> None:
        self.shut: dict[str, dict[str, str]] = {}
        self.readers = Counter[str]()
        self.files = set[str]()

    def is_known(self, kind: str) -> bool:
        """Whether the matrix tells of this kind from now on."""
        is_read = kind.startswith("admin/") and self.readers[kind] >= READERS
        return is_read or kind in self.files


class Walk:
    """One person goes on from page to page by what is shown."""

    def __init__(self, house: House, letter: str, client: Client) -> None:
        self.house, self.letter, self.client = house, letter, client
        client.raise_request_exception = False
        self._seen = set[str]()

    def from_(self, *starts: str) -> None:
        todo = deque((start, "") for start in starts)
        while todo:
            address, origin = todo.popleft()
            found = resolved(address)
            kind = kind_of(found) if found else address
            if kind not in self._seen:
                self._seen.add(kind)
                todo += [(link, address) for link in self._shown_by(address, origin, kind, found)]

    def _shown_by(
        self, address: str, origin: str, kind: str, found: ResolverMatch | None
    ) -> list[str]:
        line = line_of(name_of(found)) if found else None
        is_of_their_own = line is None or not line.see or self.letter in line.hidden
        if line is not None and not is_of_their_own and self.house.is_known(kind):
            if self.letter not in line.see:
                self._note(kind, f"{address} on {origin}, says the matrix")
            return []
        answer = self.client.get(address)
        self.house.readers[kind] += 1
        if answer.status_code >= 400 and origin:
            self._note(kind, f"{answer.status_code}: {address} on {origin}")
        return self._ways_on(address, kind, answer)

    def _ways_on(self, address: str, kind: str, answer: HttpResponseBase) -> list[str]:
        if answer.status_code in (301, 302):
            return [urljoin(address, answer["Location"])]
        if answer.status_code != 200:
            return []
        if not answer.get("Content-Type", "").startswith("text/html"):
            self.house.files.add(kind)
            return []
        return list(ways_on(address, answer.content.decode()))  # type: ignore[attr-defined]  # pages are no streams

    def _note(self, kind: str, what: str) -> None:
        self.house.shut.setdefault(kind, {})[self.letter] = what


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


def kind_of(found: ResolverMatch) -> str:
    """The route of an address; with its report or step where there are several."""
    is_file = "fmt" in found.kwargs
    return found.route if is_file else f"{found.route} {found.kwargs.get('name', '')}".strip()


def name_of(found: ResolverMatch) -> str:
    """The name by which the matrix knows the address."""
    part = found.kwargs.get("name")
    return f"{found.view_name}#{part}" if part else found.view_name


@pytest.mark.usefixtures("quiet")
def test_every_link_that_is_shown_opens() -> None:
    of = people()
    rows(of)
    furnish()
    house, clients = House(), browsers(of)
    for letter in ORDER:
        Walk(house, letter, clients[letter]).from_(*STARTS)
    assert sorted(ORDER) == sorted(clients)
    assert len(house.readers) > 250
    assert house.shut == {}


def test_a_page_tells_where_it_leads() -> None:
    page = """<main><a href="../b/?x=1#unten">b</a> <a href="#oben">oben</a>
        <a href="https://anderswo.example/">fort</a> <a href="mailto:a@b.example">Mail</a>
        <form method="post" action="/schreibt/"></form> <form action="/sucht/"></form>
        <input hx-get="/zeilen/?a=1&amp;b=2"> <a href="/static/a.css">Stil</a></main>"""
    assert sorted(ways_on("/a/c/", page)) == ["/a/b/?x=1", "/a/c/", "/sucht/", "/zeilen/?a=1&b=2"]
