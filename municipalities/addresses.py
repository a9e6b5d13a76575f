"""Where a row about a body or an area leads to."""

from __future__ import annotations

from core.areas import PREFIX_LENGTH, Level
from core.http.ways import narrowed
from municipalities.models import Municipality


def body_url(ags: str) -> str:
    return Municipality(pk=ags).get_absolute_url()


def area_url(key: str) -> str:
    """The bodies of a district or a government district, by the first digits of their keys."""
    name = "rb" if len(key) == PREFIX_LENGTH[Level.GOVERNMENT_DISTRICT] else "kreis"
    return narrowed("portal:municipality_list", **{name: key})
