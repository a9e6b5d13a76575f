"""Ways through the house: shown to those alone for whom they are open."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.urls import Resolver404, ResolverMatch, resolve, reverse


class Nobody(AnonymousUser):
    """For whom a kept part is rendered: without a name or a right, but with some ways open.

    `ways` are the names of pages; of all others that declare a rule none lets nobody in.
    """

    def __init__(self, ways: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.ways = ways


def is_open(address: str, user: Any) -> bool:
    """Whether the access rule of the page behind an address of the house lets the person in.

    True where the page declares none, as those of the administration do, and outside the house.
    """
    found = _page(address)
    rule = getattr(found.func, "lets_in", None) if found else None
    if found is None or rule is None:
        return True
    return found.view_name in user.ways if isinstance(user, Nobody) else bool(rule(user))


def open_ways(user: Any, *addresses: str) -> tuple[str, ...]:
    """The names of those pages behind `addresses` that are open to the person, for `Nobody`."""
    pages = (_page(address) for address in addresses if is_open(address, user))
    return tuple(sorted({page.view_name for page in pages if page}))


def narrowed(view: str, /, *args: object, **chosen: object) -> str:
    """The address of a page with a filter that is chosen in it; what is empty is left out."""
    query = urlencode({name: value for name, value in chosen.items() if value not in (None, "")})
    return f"{reverse(view, args=args)}?{query}"


def _page(address: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(address).path)
    except Resolver404:
        return None
