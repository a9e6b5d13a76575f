"""Tags of our templates: addresses that explain a figure, and the marks of forms."""

from __future__ import annotations

import re
from typing import Any

from django.template import Context, Template
from django.test import RequestFactory

from core.sending.versions import Version
from core.standing import AsOfForm
from core.templatetags.explained import explain
from tests.factories.accounts import NOW

FIGURE = "/zahl/gebunden/"


def address(query: str = "", *, of_page: bool = False, **filters: Any) -> str:
    request = RequestFactory().get(f"/?{query}")
    context = Context({"request": request, "as_of_form": AsOfForm.of(request)})
    found: str = explain(context, "gebunden", of_page=of_page, **filters)
    return found.partition("gebunden/")[2]


def test_figure_is_explained_with_the_filters_that_are_used() -> None:
    assert address() == ""
    assert address(programm="ikz", jahr=2026) == "?programm=ikz&jahr=2026"
    assert address(programm="", jahr=None) == ""
    assert address(jahr=0) == "?jahr=0"


def test_figure_is_explained_on_the_day_of_the_page() -> None:
    assert address("stand=2026-03-31", jahr=2026) == "?jahr=2026&stand=2026-03-31"
    assert address("stand=2026-11-23") == ""  # that is today
    assert address("stand=kein-tag") == ""
    assert explain(Context({}), "gebunden").endswith("gebunden/")


def test_figure_of_a_place_is_explained_for_the_place_of_the_page() -> None:
    query = "gebiet=06535&themenfeld=&lage=x"
    assert address(query, of_page=True) == "?gebiet=06535"
    assert address(query) == ""
    assert address(query, of_page=True, kommune="06535011") == "?kommune=06535011&gebiet=06535"


def marks(seen: Any = None, *, of: str = "abc") -> list[tuple[str, str]]:
    """The hidden fields that a form carries."""
    html = Template("{% csrf_token %}").render(Context({"csrf_token": of, "seen": seen}))
    return re.findall(r'name="([^"]+)" value="([^"]+)"', html)


def test_form_carries_a_token_and_a_key_that_is_new_each_time() -> None:
    (token, key), (_token, other) = (marks() for _time in range(2))
    assert token == ("csrfmiddlewaretoken", "abc")
    assert key[0] == "_key"
    assert re.fullmatch(r"[0-9a-f-]{36}", key[1])
    assert key[1] != other[1]


def test_form_carries_the_versions_of_what_it_shows_signed() -> None:
    versions = [Version(f"programs.grant:{number}", {"a": "b"}, NOW) for number in (1, 2)]
    (name, signed) = marks(versions[0])[2]
    assert (name, Version.read(signed)) == ("_seen", versions[0])
    assert [Version.read(value) for _name, value in marks(versions)[2:]] == versions
    assert len(marks([])) == 2
    assert Version.read(f"{signed}x") is None


def test_form_of_no_request_carries_nothing() -> None:
    assert marks(of="") == []
