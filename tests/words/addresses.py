"""Where people can go: every page of the administration, and the rows that the portal shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLResolver, resolve, reverse

from accounts.choices import Role
from core.admin.step_pages import StepAdmin
from core.reporting import REGISTRY
from programs.models import Grant, Program
from tests.factories.municipalities import LAUTERBACH

Requests = Mapping[Role, HttpRequest]  # as each role sends them
UNREAD = (  # they end the session, go elsewhere, or answer a script
    *("/admin/login/", "/admin/logout/", "/admin/password_change/"),
    *("/admin/jsi18n/", "/admin/autocomplete/"),
)
PRESSED = ("passwort-link/", "zweiter-faktor/", "/namen/")  # buttons of a form: they take no GET


# Seen by every role, each in its own words.
DIFFERENT = ("/", "/kommunen/", f"/kommunen/{LAUTERBACH}/", "/foerderprogramme/", "/zuwendungen/")


def rows_in_the_portal() -> list[str]:
    """A case in each state, every program, every report."""
    return [
        *(reverse("programs:grant", args=[grant.pk]) for grant in rows_of(Grant)),
        *(reverse("programs:program", args=[program.code]) for program in Program.objects.all()),
        *(reverse("reports:report", args=[name]) for name in REGISTRY),
    ]


def administration_pages(requests: Requests) -> dict[str, Role | None]:
    """Every page of the administration, each once, with the role that may do most there.

    None where no model says so: some role may. Pages that no role may open are left out.
    """
    pages: dict[str, Role | None] = dict.fromkeys(_without_row())
    for model, page in admin.site._registry.items():
        path = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        writer = _first(requests, page.has_change_permission)
        writer = writer or _first(requests, page.has_view_permission)
        pages[reverse(f"{path}_changelist")] = writer
        if adder := _first(requests, page.has_add_permission):
            pages[reverse(f"{path}_add")] = adder
        rows = rows_of(model)
        pages |= dict.fromkeys([*_pages_of_one(model, rows[0])], writer)
        for row in rows:
            pages[reverse(f"{path}_change", args=[row.pk])] = writer
            pages |= _steps(page, path, row, requests)
        if deleter := _first(requests, partial(page.has_delete_permission, obj=rows[0])):
            pages[reverse(f"{path}_delete", args=[rows[0].pk])] = deleter
    return {
        address: role
        for address, role in pages.items()
        if not address.startswith(UNREAD) and not address.endswith(PRESSED)
    }


def form_of(address: str) -> str:
    """Which form a page shows: of all rows the same, of each step its own."""
    match = resolve(address)
    is_step = "admin" in match.app_names and "name" in match.kwargs
    return f"{match.route} {match.kwargs['name']}" if is_step else match.route


def _first(requests: Requests, may: Callable[[HttpRequest], bool]) -> Role | None:
    return next((role for role, request in requests.items() if may(request)), None)


def _taker(requests: Requests, page: Any, row: Model, step: Any) -> Role | None:
    def may(request: HttpRequest) -> bool:
        sees = page.get_queryset(request).filter(pk=row.pk)
        return request.user.has_perm(step.permission) and sees.exists()

    return _first(requests, may)


def _steps(page: Any, path: str, row: Model, requests: Requests) -> dict[str, Role | None]:
    """The steps that are open for a row, each with a role that may take it."""
    return {
        reverse(f"{path}_step", args=[row.pk, step.name]): _taker(requests, page, row, step)
        for step in (page.steps if isinstance(page, StepAdmin) else ())
        if step.is_open(row)
    }


def _without_row() -> Iterator[str]:
    """Every page of the administration that needs no row, but for lists and empty forms."""
    for name, route in _admin_routes(admin.site.urls[0]):
        if "<" not in route and "(?P" not in route and not name.endswith(("_changelist", "_add")):
            yield route


def _admin_routes(patterns: list[Any], prefix: str = "/admin/") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _admin_routes(pattern.url_patterns, route)
        else:
            yield pattern.name or "", route.rstrip("$")


def rows_of(model: type[Model]) -> list[Model]:
    """The newest row, and of each other state the newest where there are states."""
    rows = list(model._default_manager.order_by("-pk")[:200])
    return list({getattr(row, "state", None): row for row in reversed(rows)}.values())[::-1]


def _pages_of_one(model: type[Model], row: Model) -> Iterator[str]:
    """Its history, and pages beside those that every row has."""
    known = re.compile(r"/(change|delete|schritt/.*)/$")
    page: Any = admin.site._registry[model]
    for pattern in page.get_urls():
        route = str(pattern.pattern)
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if len(names) == 1 and not known.search(route) and pattern.name:
            yield reverse(f"admin:{pattern.name}", args=[row.pk])
