"""Where people can go: every page of the house, with the keys of rows that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.admin.step_pages import StepAdmin
from core.reporting import REGISTRY
from programs.models import Grant, Program
from services.models import OzgService
from tests.factories.municipalities import LAUTERBACH

ROWS = 1  # of each model
UNREAD = ("/admin/logout/", "/admin/jsi18n/", "/admin/autocomplete/", "/abmelden/", "/api/")


def portal() -> Iterator[str]:
    """Every page outside the administration."""
    keys: dict[str, list[str]] = {
        "ags": [LAUTERBACH],
        "code": [str(program.code) for program in Program.objects.all()],
        "ozg_id": list(OzgService.objects.order_by("pk").values_list("pk", flat=True)[:ROWS]),
        "name": [report.name for report in REGISTRY.values()],
        "pk": [str(pk) for pk in Grant.objects.order_by("-pk").values_list("pk", flat=True)[:8]],
        "ending": [],
        "fmt": [],
        "uidb36": ["1"],
        "key": ["set-password"],
    }
    for route in _routes(get_resolver().url_patterns):
        yield from _filled("/" + route, keys)


def _routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).strip("^$")


def _filled(route: str, keys: dict[str, list[str]]) -> Iterator[str]:
    part = re.search(r"<(?:\w+:)?(\w+)>", route)
    if part is None:
        yield route
        return
    for key in keys.get(part[1], ["1"]):
        yield from _filled(route.replace(part[0], key, 1), keys)


def administration() -> Iterator[str]:
    """Every page of the administration that needs no row."""
    for pattern in _admin_routes(admin.site.urls[0]):
        if "<" not in pattern and "(?P" not in pattern:
            yield pattern


def _admin_routes(patterns: list[Any], prefix: str = "/admin/") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _admin_routes(pattern.url_patterns, route)
        else:
            yield route.rstrip("$")


def rows_of(model: type[Model]) -> list[Model]:
    """A few rows: the oldest and the newest, and of each state one where there are states."""
    rows = model._default_manager.order_by("-pk")
    chosen = {row.pk: row for row in rows[:ROWS]}
    if any(field.name == "state" for field in model._meta.concrete_fields):
        for row in rows[:200]:
            if getattr(row, "state", None) not in {
                getattr(r, "state", None) for r in chosen.values()
            }:
                chosen[row.pk] = row
    return list(chosen.values())


def objects() -> Iterator[str]:
    """The pages of single rows: form, history, question before deleting, and every open step."""
    for model, page in admin.site._registry.items():
        path = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for row in rows_of(model):
            for kind in ("change", "history", "delete"):
                yield reverse(f"{path}_{kind}", args=[row.pk])
            for step in page.steps if isinstance(page, StepAdmin) else ():
                if step.is_open(row):
                    yield reverse(f"{path}_step", args=[row.pk, step.name])
            yield from _more(model, row)


def _more(model: type[Model], row: Model) -> Iterator[str]:
    """Pages of a row beside those that every row has."""
    known = re.compile(r"/(change|history|delete|schritt/.*)/$")
    page: Any = admin.site._registry[model]
    for pattern in page.get_urls():
        route = str(pattern.pattern)
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if len(names) == 1 and not known.search(route) and pattern.name:
            yield reverse(f"admin:{pattern.name}", args=[row.pk])


def portal_pages() -> list[str]:
    """Every page outside the administration that ends no session."""
    return [address for address in portal() if not address.startswith(UNREAD)]


def administration_pages() -> list[str]:
    """Every page of the administration, each once."""
    found = dict.fromkeys([*administration(), *objects()])
    return [address for address in found if not address.startswith(UNREAD)]
