"""What people get wrong in forms: nothing typed, letters for numbers, rows there are already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

TYPED = {"nothing": "", "letters": "x", "a number that cannot be": "-99999999999999999,999"}
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
    for wrong, text in TYPED.items():
        yield wrong, client.post(address, filled(form, text))
    if form.xpath(".//input[@type='file']"):
        for wrong, (name, content) in FILES.items():
            yield wrong, client.post(address, filled(form, "", SimpleUploadedFile(name, content)))
    if address.endswith("/change/"):
        add = "/".join([*address.split("/")[:4], "add", ""])
        yield "the same row again", client.post(add, filled(form, None))


def main_form(page: str) -> Any | None:
    """The largest form of a page that writes."""
    written = [
        form
        for form in html.fromstring(page).iter("form")
        if form.get("method", "").lower() == "post" and "abmelden" not in (form.get("action") or "")
    ]
    return max(written, key=lambda form: len(form.xpath(FIELDS)), default=None)


FIELDS = ".//input[@name]|.//select[@name]|.//textarea[@name]"


def filled(form: Any, text: str | None, file: Any = "") -> dict[str, Any]:
    """What the form sends with `text` in every box; None leaves what stands there."""
    data: dict[str, Any] = {}
    for field in form.xpath(FIELDS):
        name, kind = field.get("name"), field.get("type", field.tag)
        if kind in ("submit", "button") or "__prefix__" in name:
            continue
        if kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                data.setdefault(name, []).append(field.get("value", "on"))
        elif kind == "file":
            data[name] = file
        else:
            data[name] = _standing(field) if text is None or kind == "hidden" else text
    return data


def _standing(field: Any) -> Any:
    """What a box or a list of choices holds."""
    if field.tag == "select":
        chosen = field.xpath(".//option[@selected]/@value")
        return chosen if field.get("multiple") is not None else [*chosen, ""][0]
    if field.tag == "textarea":
        return (field.text or "").removeprefix("\n")
    return field.get("value", "")
