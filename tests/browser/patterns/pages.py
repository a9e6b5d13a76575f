"""Pattern pages: every part of the interface on a page that needs no database.

The tests look at them in a browser. To look yourself: `python -m tests.browser 8010`, then open
http://127.0.0.1:8010/muster/uebersicht/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django_tables2 import RequestConfig

from accounts.sign_in.demo import LOGINS
from core.models import DataSet
from core.standing import Standing
from ozg_hessen.urls import urlpatterns as house
from tests.browser.patterns import forms as parts
from tests.browser.patterns.charts import CHARTS, MULTIPLES
from tests.browser.patterns.markup import MARKUP

CHECKED = datetime(2026, 11, 22, 10, 3, tzinfo=UTC)
NAVIGATION = ("Überblick", "Förderprogramme", "Kommunen", "Leistungen", "Berichte", "Verwaltung")
WRONG = {"amount": "1.234", "start": "31.02.2026", "mail": "abc"}
WRONG_PARTS = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-share": "abc"}


@dataclass
class Item:
    """Whatever a list of a partial asks of its items."""

    label: str
    url: str = "/"
    is_current: bool = False
    status: str = ""
    tone: str = ""
    hint: str = ""


@dataclass
class Person:
    name: str
    is_authenticated: bool = True

    def __str__(self) -> str:
        return self.name

    def has_perm(self, perm: str) -> bool:
        """All, so that every way is shown."""
        return True


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "user": Person("Dr. Katharina Hoffmann-Weißenfels"),
        "demo_data": "amtlich" not in request.GET,
        "official_site": True,
        "nav_items": [Item(label, is_current=label == "Kommunen") for label in NAVIGATION],
        "breadcrumbs": [("Kommunen", "/"), ("Muster", "")],
        "page_title": "Muster",
        "page_lead": "Alles, was eine Seite enthalten kann.",
    }


def overview(request: HttpRequest) -> dict[str, Any]:
    return {
        "standing": Standing(None, CHECKED, CHECKED, 0),
        "differing": Standing(None, CHECKED, CHECKED, 3),
        "facts": [("Aktenzeichen", "IKZ-2026-0042"), ("Bekanntgabe", None)],
        "tasks": [
            Item("Verwendungsnachweis", status="überfällig", tone="danger", hint="83 Tage"),
            Item("Auswertung", url="", status="geplant", tone="neutral"),
        ],
        "downloads": [Item("CSV", hint="für Excel"), Item("XLSX")],
    }


def listing(request: HttpRequest) -> dict[str, Any]:
    table = parts.PlaceTable(parts.ROWS if request.GET.get("q") != "nichts" else [])
    RequestConfig(request, paginate={"per_page": 20}).configure(table)
    places = parts.PlaceFilter(request.GET, DataSet.objects.none())
    return {"table": table, "filter": places, "standing": Standing(None, CHECKED, CHECKED, 0)}


def wide(request: HttpRequest) -> dict[str, Any]:
    """A table of 18 columns, with so many rows that it takes several sheets."""
    rows = parts.LONG_ROWS[: int(request.GET.get("reihen", "60"))]
    table = parts.BudgetTable(rows, extra_columns=parts.WIDE_COLUMNS)
    return {"table": table, "standing": Standing(None, CHECKED, CHECKED, 0)}


def form(request: HttpRequest) -> dict[str, Any]:
    return {"form": parts.CaseForm(WRONG if "falsch" in request.GET else None)}


def formset(request: HttpRequest) -> dict[str, Any]:
    data = WRONG_PARTS if "falsch" in request.GET else None
    return {"formset": parts.PartFormSet(data), "helper": parts.part_helper()}


def charts(request: HttpRequest) -> dict[str, Any]:
    return {"charts": CHARTS, "multiples": MULTIPLES}


def sign_in(request: HttpRequest) -> dict[str, Any]:
    return {"user": None, "nav_items": [], "form": parts.SignInForm(), "demo_logins": LOGINS}


def nothing(request: HttpRequest) -> dict[str, Any]:
    return {}


def page(name: str, context: Callable[[HttpRequest], dict[str, Any]]) -> Any:
    """A page of MARKUP, or of the project's own template of that name."""

    def view(request: HttpRequest) -> HttpResponse:
        engine = engines["django"]
        own = name.endswith(".html")
        template = engine.get_template(name) if own else engine.from_string(MARKUP[name])
        return HttpResponse(template.render(frame(request) | context(request), request))

    return view


PAGES = {
    "uebersicht": page("overview", overview),
    "liste": page("listing", listing),
    "breit": page("wide", wide),
    "formular": page("form", form),
    "zeilen": page("formset", formset),
    "bilder": page("charts", charts),
    "anmelden": page("account/login.html", sign_in),
    "barrierefreiheit": page("portal/accessibility.html", nothing),
    "datenschutz": page("portal/privacy.html", nothing),
    "impressum": page("portal/imprint.html", nothing),
    **{code: page(f"{code}.html", nothing) for code in ("400", "403", "403_csrf", "404", "500")},
}


urlpatterns = [*(path(f"muster/{name}/", view) for name, view in PAGES.items()), *house]
