"""Parts of pages that follow from a roll-up alone are kept until the roll-up changes.

Answers to signed-in people are kept nowhere outside (`no-store`), so this is kept in here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, TypeVar

from django.core.cache import caches
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.as_of import AsOf
from core.days import KEPT_AS
from core.http.ways import Nobody
from core.standing import Standing

Part = TypeVar("Part")
KEPT = "kept"  # the cache: of this process, so that a new release keeps anew
KEPT_FOR = 600  # seconds; names and texts around the figures change without a new version


def kept(*marks: object, make: Callable[[], Part]) -> Part:
    """What `make` returns, made once for the `marks`, which say all that it follows from.

    Among them is the version of what it is made from, and for whom it is; nothing of a single
    person may go into it. A version is read first: what is kept may be newer, never older.
    """
    key = f"kept:{sha256(repr(marks).encode()).hexdigest()}"
    found: Part | None = caches[KEPT].get(key)
    if found is None:
        found = make()
        caches[KEPT].set(key, found, KEPT_FOR)
    return found


def kept_html(
    template: str,
    *marks: object,
    standings: Sequence[Standing],
    at: AsOf,
    make: Callable[[], dict[str, Any]],
    ways: tuple[str, ...] = (),
) -> SafeString:
    """The template with the context that `make` returns, kept while the `standings` stand.

    `marks` say what else it follows from: the key of an area, the audience. It is rendered for
    nobody: a template finds no person, right, message or key of a form in it, so that none is
    kept for the next reader. `ways` are the pages it leads to that are open to the reader
    (`open_ways`): readers with the same ways share what is kept, and columns link to no other
    page with a rule.
    Raises ValueError where the template holds a form that writes.
    """

    def rendered() -> str:
        request = _of_nobody(at, ways)
        html = render_to_string(template, make(), request=request)
        if "CSRF_COOKIE" in request.META:
            raise ValueError(f"{template} asks for the key of a form and is kept for all.")
        return html

    return mark_safe(kept(template, *marks, *standings, at, ways, make=rendered))  # noqa: S308  # a rendered template


def _of_nobody(at: AsOf, ways: tuple[str, ...]) -> HttpRequest:
    """A request that says which day is looked at and which ways are open, and nothing else."""
    asked = HttpRequest()
    asked.user = Nobody(ways)
    asked.method = "GET"
    if at.past is not None:
        asked.GET = QueryDict(f"{KEPT_AS}={at.past.isoformat()}")
    return asked
