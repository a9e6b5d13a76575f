"""The address of every page of the house, with keys of rows that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.urls import get_resolver, reverse

from core.reporting import REGISTRY
from tests.house.test_house import views

NAME = "<slug:name>"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def admin_pages() -> Iterator[str]:
    """Lists, forms and the pages beside them; of each model the page of its first row."""
    yield reverse("admin:index")
    for model, desk in admin.site._registry.items():
        opts = model._meta
        row = model._default_manager.order_by("pk").first()
        start = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        steps = [step.name for step in getattr(desk, "steps", ())]
        for pattern in desk.urls:
            for route in _with_names(str(pattern.pattern), steps):
                if row is not None:
                    yield start + PARAMETER.sub(quote(str(row.pk)), route)
                elif "<" not in route:
                    yield start + route


def portal_pages(keys: Mapping[str, Any]) -> Iterator[str]:
    """All others; `keys` says what stands for each part of an address."""
    for route, _view in views(get_resolver().url_patterns):
        for named in _with_names(route, REGISTRY):
            yield "/" + PARAMETER.sub(lambda found: str(keys.get(found[1], "1")), named)


def _with_names(route: str, names: Iterable[str]) -> Iterator[str]:
    """The route itself or, where it asks for a name, one for each of them."""
    if NAME in route:
        yield from (route.replace(NAME, name) for name in names)
    else:
        yield route
