"""The main navigation, by what the signed-in person may see, and the past day they come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.access import may_open
from accounts.queries import Viewer, has_any_role
from accounts.roles import ADMIN_SITE, MUNICIPAL, RUN_REPORTS, SEE_PROGRESS, SEE_STATE_MONEY
from core.days import past_day_of
from municipalities.models import municipalities_of

BELONGS_TO = {
    "leistungen": "progress:start",
    "zuwendungen": "programs:program_list",
    "eingaenge": "programs:program_list",
    "antraege": "portal:my_municipality",
}


@dataclass(frozen=True)
class NavItem:
    label: str | Promise
    url: str
    is_current: bool


# View name, label, permission; the current item is the longest prefix of the path.
ITEMS = (
    ("portal:overview", _("Overview"), SEE_STATE_MONEY),
    ("portal:my_municipality", _("My municipality"), MUNICIPAL),
    ("progress:start", _("Progress"), SEE_PROGRESS),
    ("programs:program_list", _("Funding programs"), SEE_PROGRESS),
    ("portal:municipality_list", _("Municipalities"), SEE_PROGRESS),
    ("portal:map", _("Map"), SEE_PROGRESS),
    ("reports:list", _("Reports"), RUN_REPORTS),
    ("admin:index", _("Administration"), ADMIN_SITE),
)
# Pages that keep to the area of a person; the others are about the whole state.
KEPT_TO_AREAS = {"progress:start", "portal:municipality_list", "reports:list"}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav_items` and `past_day` for the frame, made where a template asks.

    `past_day` is for pages that follow no day; strangers have no `nav_items`.
    """
    return {
        "nav_items": SimpleLazyObject(lambda: _items(request)),
        "past_day": partial(past_day_of, request),
    }


def _items(request: HttpRequest) -> list[NavItem]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    offered = []
    for name, label, rule in ITEMS:
        allowed = _may(user, name, rule) if isinstance(rule, str) else has_any_role(user, rule)
        if allowed:
            offered.append((reverse(name), label))
    path = _place_of(request, user)
    current = max((url for url, _l in offered if path.startswith(url)), key=len, default="")
    if current == "/" and path != "/":
        current = ""
    return [NavItem(label, url, url == current) for url, label in offered]


def _place_of(request: HttpRequest, user: Viewer) -> str:
    """The path under which the open page stands in the navigation.

    The pages of one's own body are "My municipality"; those of services belong to the progress,
    cases to the funding programs.
    """
    first, _slash, rest = request.path.removeprefix("/").partition("/")
    is_body = first == "kommunen" and rest and has_any_role(user, MUNICIPAL)
    if is_body and rest.partition("/")[0] in municipalities_of(user):
        return reverse("portal:my_municipality")
    view = BELONGS_TO.get(first)
    return request.path if view is None else reverse(view)


def _may(user: Viewer, name: str, permission: str) -> bool:
    """Whether the page lets the person in, whose permission may be for an area alone."""
    return may_open(user, [permission], by_area=name in KEPT_TO_AREAS)
