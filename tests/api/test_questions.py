"""What may be asked: the filters of the pages, days, places in a list, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from core.api.query import MOST_PER_PAGE, cursor_of
from core.reporting import REGISTRY
from tests.api.asking import Asker, problem
from tests.factories.accounts import UserFactory
from tests.portal.cases import decided, refreshed
from tests.programs.desk import ikz_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker() -> Asker:
    return Asker(UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR, Role.COORDINATOR]))


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("grants", {"kreiss": "06535"}, "kreiss"),
        ("grants", {"zustand": "irgendwie"}, "zustand"),
        ("grants", {"jahr": "2003"}, "jahr"),
        ("grants", {"jahr": "abc"}, "jahr"),
        ("grants", {"kreis": "06999"}, "kreis"),
        ("grants", {"programm": "gibt-es-nicht"}, "programm"),
        ("grants", {"stand": "2026-11-24"}, "stand"),
        ("grants", {"stand": "2003-12-31"}, "stand"),
        ("grants", {"stand": "gestern"}, "stand"),
        ("grants", {"limit": "0"}, "limit"),
        ("grants", {"limit": str(MOST_PER_PAGE + 1)}, "limit"),
        ("grants", {"limit": "١"}, "limit"),
        ("grants", {"limit": "-1"}, "limit"),
        ("grants", {"cursor": "ä"}, "cursor"),
        ("grants", {"cursor": "A"}, "cursor"),
        ("grants", {"cursor": cursor_of("kein Schlüssel")}, "cursor"),
        ("grants", {"cursor": cursor_of("\0")}, "cursor"),
        ("programs", {"stand": "2026-06-30"}, "stand"),
        ("municipalities", {"q": "x" * 101}, "q"),
        ("municipalities", {"q": "\0"}, "q"),
        ("municipalities", {"art": "Dorf"}, "art"),
        ("rollups/progress", {"gliederung": "x"}, "gliederung"),
        ("rollups/progress", {"ebene": "body"}, "ebene"),
        ("rollups/progress", {"gebiet": "09"}, "gebiet"),
        ("rollups/budget", {"programm": "x"}, "programm"),
        ("reports/fortschritt", {"gebiet": "09"}, "gebiet"),
        ("reports/fortschritt", {"farbe": "rot"}, "farbe"),
    ],
)
def test_questions_that_do_not_fit_name_the_parameter(
    asker: Asker, path: str, query: dict[str, str], field: str
) -> None:
    response = asker.ask(path, query)
    assert problem(response) == (422, "unfit")
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("limit", ["1", str(MOST_PER_PAGE)])
def test_pages_have_one_to_five_hundred_rows(asker: Asker, limit: str) -> None:
    assert len(asker.get("services", {"limit": limit})["items"]) == int(limit)


def test_unknown_address_is_a_problem(asker: Asker) -> None:
    for path in ("gibt/es/nicht", "grants/abc", "reports/unbekannt", "services/0", "grants/"):
        assert problem(asker.ask(path)) == (404, "not-found"), path


def test_wrong_method_is_refused(asker: Asker) -> None:
    response = asker.client.delete("/api/v1/grants", headers=asker.headers)
    assert response.status_code == 405


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_report_is_answered_in_pages(asker: Asker, name: str) -> None:
    decided(ikz_line("250000.00"))
    refreshed()
    whole = asker.get(f"reports/{name}", {"limit": "500"})
    assert whole["count"] >= len(whole["items"])
    parts: list[Any] = []
    asked = {"limit": "1"}
    for _number in range(3):
        page = asker.get(f"reports/{name}", asked)
        parts += page["items"]
        assert page["totals"] == whole["totals"]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert parts == whole["items"][: len(parts)]
    assert len(parts) == min(3, whole["count"])


def test_reports_refuse_whom_their_pages_refuse() -> None:
    coordinator = Asker(UserFactory.create(roles=[Role.COORDINATOR]))
    names = {row["name"] for row in coordinator.get("reports")["items"]}
    for name in REGISTRY:
        status = coordinator.ask(f"reports/{name}").status_code
        assert status == (200 if name in names else 403), name


def test_documentation_and_description_are_open_to_everybody() -> None:
    stranger = Client()
    page = stranger.get("/api/v1/").content.decode()
    description = stranger.get("/api/v1/openapi.json").json()
    for path in description["paths"]:
        assert path in page
    assert "http://testserver/api/v1/grants?programm=ikz" in page
    assert "//cdn" not in page


def test_progress_is_told_by_theme_field_unless_another_breakdown_is_asked_for(
    asker: Asker,
) -> None:
    refreshed()

    def told(**query: str) -> list[str]:
        return [row["key"] for row in asker.get("rollups/progress", query)["items"]]

    assert told() == told(gliederung="") == told(gliederung="theme_field")
    assert len(told()) > 1
    assert len(told(gliederung="total")) == 1
    assert len(told(gliederung="situation")) > len(told())
