"""What people get wrong in forms: nothing typed, letters for numbers, rows there are already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

TYPED = {
    "nothing": "",
    "letters": "x",
    "a negative number": "-1",
    "a number too many": "99999999999999999,999",
    "a day too early": "01.01.1500",
}
FILES = {
    "a picture": ("bild.csv", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "another table": ("liste.csv", "Name;Wert\nGießen;1\n".encode()),
    "nothing": ("leer.csv", b""),
}


def forms(page: str) -> list[Any]:
    """The forms of a page that write, as trees."""
    return [
        form
        for form in html.fromstring(page).iter("form")
        if form.get("method", "").lower() == "post" and "abmelden" not in (form.get("action") or "")
    ]


def refused(client: Client, address: str, page: str) -> Iterator[tuple[str, Any]]:
    """The answers to the main form of the page, sent back wrong in each way, with what was wrong."""
    written = forms(page)
    if not written or "/history/" in address:
        return
    form = max(written, key=lambda form: len(form.xpath(".//input|.//select|.//textarea")))
    address = (form.get("action") or "").partition("?")[0] or address
    for wrong, text in TYPED.items():
        yield wrong, client.post(address, filled(form, text))
    if form.xpath(".//input[@type='file']"):
        for wrong, (name, content) in FILES.items():
            yield wrong, client.post(address, filled(form, "", SimpleUploadedFile(name, content)))
    yield "as it is", client.post(address, filled(form, None))


def filled(form: Any, text: str | None, file: Any = None) -> dict[str, Any]:
    """What the form sends with `text` in every box; None leaves what stands there."""
    data: dict[str, Any] = {}
    for field in form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]"):
        name, kind = field.get("name"), field.get("type", field.tag)
        if kind in ("submit", "button") or "__prefix__" in name:
            continue
        if kind == "file":
            data[name] = file if file is not None else ""
        elif kind == "hidden":
            data[name] = field.get("value", "")
        elif kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                data.setdefault(name, []).append(field.get("value", "on"))
        else:
            data[name] = _standing(field) if text is None else text
    return data


def _standing(field: Any) -> Any:
    if field.tag == "select":
        chosen = field.xpath(".//option[@selected]/@value")
        return chosen if field.get("multiple") is not None else (chosen or [""])[0]
    return (
        (field.text or "").removeprefix("\n") if field.tag == "textarea" else field.get("value", "")
    )
