"""What a person reads of a page: the texts between tags, and what boxes, pictures and icons say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

UNREAD = {"script", "style", "template", "meta", "link", "code", "pre", "kbd"}
SPOKEN = ("title", "aria-label", "aria-description", "placeholder", "alt", "summary")
TYPED = {"text", "submit", "button", "number", "email", "search", "url", ""}
HEADS = {"th", "h1", "h2", "h3", "h4", "button", "legend", "summary", "caption", "label", "dt"}


@dataclass(frozen=True)
class Piece:
    """One text of a page; `is_head` where it names something, so that it begins with a capital."""

    text: str
    is_head: bool = False


def pieces(page: str) -> Iterator[Piece]:
    """Every text of an HTML page, once for each place it stands in."""
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in UNREAD:
            if element.tail:
                yield from _piece(element.tail)
            continue
        yield from _piece(element.text, is_head=_is_head(element))
        yield from _piece(element.tail)
        for name in SPOKEN:
            yield from _piece(element.get(name))
        yield from _piece(_typed(element))


def _is_head(element: Any) -> bool:
    """Whether the text names what stands beside or below it; rows are headed by what they are.

    The glossary says its words as they stand in a text.
    """
    is_term = element.tag == "dt" and element.getparent().get("class") == "glossary"
    before = element.getprevious()
    is_choice = before is not None and before.get("type") in ("checkbox", "radio")
    return (
        not is_choice
        and element.tag in HEADS
        and element.get("scope") != "row"
        and not is_term
        and not len(element)
    )


def _typed(element: Any) -> str | None:
    """What stands in a box or on a button that is an input."""
    is_box = element.tag == "input" and element.get("type", "") in TYPED
    value: str | None = element.get("value") if is_box else None
    return value


def _piece(text: str | None, *, is_head: bool = False) -> Iterator[Piece]:
    words = " ".join((text or "").split())
    if words:
        yield Piece(words, is_head)
