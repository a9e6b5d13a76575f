"""What a list costs by how many of its rows are shown: every table, every list of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Count, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.tables.page import PageTable
from municipalities.choices import Kind
from municipalities.models import Municipality
from programs.models import Grant, Participation
from services.models import OnlineProcess, RolloutEvent
from tests.ozg_hessen.pages import portal_pages

# What the demo data have fewer than three of; a new list is furnished, or says here that it is not.
FEW = {
    "ApplicationTable",
    "BlockedTable",
    "KeyTable",
    "NotionalTable",
    "SessionTable",
    "/admin/accounts/barrierreport/",
    "/admin/accounts/securityevent/",
    "/admin/accounts/pendingchange/",
    "/admin/programs/call/",
    "/admin/programs/closingday/",
    "/admin/programs/interimreport/",
    "/admin/programs/lettertemplate/",
    "/admin/programs/proposalreturn/",
    "/admin/programs/raterule/",
    "/admin/programs/reclaim/",
    "/admin/services/catalogue/",
    "/admin/services/maturitymodel/",
}
SIDES = {"CaseTable", "BudgetTable", "ThemeTable"}  # others derive from these


@dataclass
class Shown:
    """How many queries each address cost, and the most rows any page showed of each list."""

    queries: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    with_rows: list[str] = field(default_factory=list)
    noted: int = 0

    def note(self, name: str, count: int) -> None:
        self.rows[name] = max(count, self.rows.get(name, 0))
        self.noted += count


def addresses() -> list[str]:
    """Every page that may show a list, with rows that have the most to show."""
    undecided = Participation.objects.filter(grant__decisions__isnull=True)
    keys = {
        "ags": "06535011",
        "code": "ikz",
        "pk": _most(Grant.services.through.objects.all(), "grant"),
        "ozg_id": _most(RolloutEvent.objects.filter(live=True), "service"),
    }
    district = Municipality.objects.filter(kind=Kind.DISTRICT).order_by("pk")[0]
    offered = _most(OnlineProcess.services.through.objects.all(), "ozgservice")
    return [
        *changelists(),
        *portal_pages(keys),
        *(reverse("programs:program", args=[c]) for c in ("efa-betriebskosten", "civento")),
        reverse("progress:service", args=[offered]),
        reverse("portal:municipality", args=[_most(undecided, "municipality")]),
        reverse("portal:towns", args=[district.pk]),
        reverse("portal:partners") + "?kommune=06535011&thema=ausweis&umkreis=300",
    ]


def _most(rows: QuerySet[Any], by: str) -> Any:
    """The key in a column that most of the rows have."""
    counted = rows.order_by().values(by).annotate(found=Count("pk"))
    return counted.order_by("-found", by)[0][by]


def changelists() -> dict[str, Any]:
    """The address of each list of the administration, and its desk."""
    return {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"): desk
        for model, desk in admin.site._registry.items()
    }


def shown(client: Client, addresses: Iterable[str], *, rows: int) -> Shown:
    """Every page with at most `rows` rows in each of its tables."""
    found = Shown()
    desks = changelists()
    with _at_most(rows, found.note):
        for address in addresses:
            before = found.noted
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            found.queries[address] = len(queries)
            if address in desks and answer.status_code == 200:
                found.note(address, len(answer.context["cl"].result_list))
            if found.noted > before:
                found.with_rows.append(address)
    return found


@contextmanager
def _at_most(rows: int, note: Callable[[str, int], None]) -> Iterator[None]:
    original: Any = PageTable.paginated_rows.fget

    def paginated_rows(table: Any) -> list[Any]:
        kept = list(islice(original(table), rows))
        note(type(table).__name__, len(kept))
        return kept

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PageTable, "paginated_rows", property(paginated_rows), raising=False)
        for desk in changelists().values():
            patch.setattr(desk, "list_per_page", rows)
        yield


def tables() -> set[str]:
    """The name of every table of ours, but for those that tests make."""
    ours = (kind for kind in _below(PageTable) if not kind.__module__.startswith("tests."))
    return {kind.__name__ for kind in ours}


def _below(kind: type) -> Iterator[type]:
    child: type
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)
