"""A form as a browser has it: what stands in its fields, hidden marks included, and sending it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._select = self._text = ""
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self._is_open = given.get("method", "get").lower() == "post"
        if not self._is_open:
            return
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "textarea":
            self._text = given.get("name", "")
            self._add(self._text, "")
        elif tag == "option" and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "input":
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        is_off = kind in {"checkbox", "radio"} and "checked" not in given
        if kind not in {"submit", "button", "file"} and not is_off:
            self._add(given.get("name", ""), given.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1][self._text] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_open = False
        elif tag == "textarea":
            self._text = ""

    def _add(self, name: str, value: str) -> None:
        if name and "__prefix__" not in name:
            self.forms[-1].setdefault(name, []).append(value)


@dataclass
class OpenForm:
    """A page that somebody has open, with its largest form."""

    client: Client
    url: str
    content: str = field(repr=False)

    @property
    def fields(self) -> dict[str, list[str]]:
        parser = _Forms()
        parser.feed(self.content)
        return max(parser.forms, key=len)

    def send(self, **typed: Any) -> Any:
        """The answer to the form with `typed` in it."""
        return self.client.post(self.url, self.fields | typed)

    def send_new(self, client: Client, **typed: Any) -> Any:
        """The same, over another connection of the same person."""
        return client.post(self.url, self.fields | typed)


def opened(client: Client, url: str) -> OpenForm:
    """The form of a page, as a browser opens it; the client asks for our marks like a person's."""
    return of_answer(client, url, client.get(url))


def of_answer(client: Client, url: str, response: Any) -> OpenForm:
    """The form that an answer shows."""
    client.handler.enforce_csrf_checks = True
    return OpenForm(client, url, response.content.decode())
