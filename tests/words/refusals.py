"""What people get wrong in forms: nothing typed, letters for numbers, rows there are already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

NOTHING = ("",)
WRONG = ("x", "-99999999999999999,999", "31.02.2026", "Zeichen\x07")  # in turn, box by box
FILES = {
    "a picture": ("bild.csv", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "another table": ("liste.csv", "Name;Wert\nGießen;1\n".encode()),
    "an empty file": ("leer.csv", b""),
}
UNSENT = ("/abmelden/", "/history/", "/konto/", "passwort")  # they end the session, or mail


def refused(client: Client, address: str, page: str) -> Iterator[tuple[str, Any]]:
    """The answers to the page's main form, sent back wrong in each way, with what was wrong."""
    form = main_form(page)
    if form is None or any(part in address for part in UNSENT):
        return
    address = (form.get("action") or "").partition("?")[0] or address
    sent: list[dict[str, Any]] = []
    for wrong, texts in {"wrong": WRONG, "nothing": NOTHING}.items():
        data = filled(form, texts)
        if data not in sent:
            sent.append(data)
            yield wrong, client.post(address, data)
    if form.xpath(".//input[@type='file']"):
        for wrong, (name, content) in FILES.items():
            yield (
                wrong,
                client.post(address, filled(form, NOTHING, SimpleUploadedFile(name, content))),
            )
    if address.endswith("/change/"):
        add = "/".join([*address.split("/")[:4], "add", ""])
        yield "the same row again", client.post(add, filled(form, ()))


def main_form(page: str) -> Any | None:
    """The largest form of a page that writes."""
    written: list[Any] = [
        form
        for form in html.fromstring(page).iter("form")
        if form.get("method", "").lower() == "post"
        and not re.search("abmelden|logout", form.get("action") or "")
    ]
    return max(written, key=_boxes, default=None)


def _boxes(form: Any) -> int:
    return len(form.xpath(FIELDS))


FIELDS = ".//input[@name]|.//select[@name]|.//textarea[@name]"


def filled(form: Any, texts: Sequence[str], file: Any = "") -> dict[str, Any]:
    """What the form sends with `texts` in its boxes, in turn; none leave what stands there.

    What is chosen from a list stays chosen, but for nothing: nobody types there.
    """
    data: dict[str, Any] = {}
    turn = cycle(texts)
    for field in form.xpath(FIELDS):
        name, kind = field.get("name"), field.get("type", field.tag)
        if kind in ("submit", "button") or "__prefix__" in name:
            continue
        if kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                data.setdefault(name, []).append(field.get("value", "on"))
        elif kind == "file":
            data[name] = file
        elif not texts or kind == "hidden" or (kind == "select" and texts != NOTHING):
            data[name] = _standing(field)
        else:
            data[name] = next(turn)
    return data


def _standing(field: Any) -> Any:
    """What a box or a list of choices holds."""
    if field.tag == "select":
        chosen = field.xpath(".//option[@selected]/@value")
        return chosen if field.get("multiple") is not None else [*chosen, ""][0]
    if field.tag == "textarea":
        return (field.text or "").removeprefix("\n")
    return field.get("value", "")
