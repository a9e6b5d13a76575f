"""The work lists: what each person sees of them, on screen and as a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.choices import Role
from programs.choices import GrantState
from services.actions import RolloutChange
from services.models import OzgService
from tests.factories.accounts import UserFactory
from tests.factories.programs import GrantFactory
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in
from tests.services.world import DISTRICT, SECOND_TOWN, TOWN, VILLAGE, make_user, record

pytestmark = pytest.mark.usefixtures("world")
PAGE, FILE, MARCH = "/fortschritt/aufgaben/", "/fortschritt/aufgaben/csv/", date(2026, 3, 2)


@pytest.fixture
def coordinator(world: None) -> Client:
    return signed_in(make_user("koordination", Role.COORDINATOR))


def set_up(*bodies: str, services: tuple[str, ...] = ("90001",)) -> None:
    """Services that are set up there, but not listed."""
    record(
        *(
            RolloutChange(ags, service, MARCH, configured=True)
            for ags in bodies
            for service in services
        )
    )


def file_text(client: Client, query: str = "") -> str:
    response = client.get(f"{FILE}{query}")
    assert response.status_code == 200
    return b"".join(response).decode("utf-8-sig")


def test_each_line_names_body_service_and_date(coordinator: Client) -> None:
    set_up(TOWN)
    page = text_of(coordinator, PAGE)
    assert "Oberstadt (06431001) Hundesteuer (90001) — 02.03.2026" in page
    assert "1 Aufgabe" in page


def test_municipality_sees_its_own_lines_only() -> None:
    set_up(TOWN, VILLAGE)
    client = signed_in(make_user("oberstadt", Role.MUNICIPALITY_VIEWER, TOWN))
    for found in (
        text_of(client, PAGE),
        file_text(client),
        text_of(client, f"{PAGE}?kommune={VILLAGE}"),
    ):
        assert "Kleindorf" not in found
    assert "Oberstadt" in text_of(client, PAGE)


def test_district_does_not_see_the_lines_of_its_municipalities() -> None:
    set_up(TOWN)
    client = signed_in(make_user("bergkreis", Role.MUNICIPALITY_EDITOR, DISTRICT))
    assert "Oberstadt" not in text_of(client, PAGE) + file_text(client)


def test_lists_of_the_state_are_not_for_municipalities() -> None:
    client = signed_in(make_user("oberstadt", Role.MUNICIPALITY_VIEWER, TOWN))
    assert client.get(f"{PAGE}?art=zustaendigkeit").status_code == 403
    assert "Fundsachen" not in file_text(client, "?art=zustaendigkeit")


def test_coordination_office_reads_what_is_to_be_clarified(coordinator: Client) -> None:
    assert "Fundsachen (90005)" in text_of(coordinator, f"{PAGE}?art=zustaendigkeit")


def test_filters_keep_to_area_body_and_theme_field(coordinator: Client) -> None:
    set_up(TOWN, VILLAGE)
    assert "Kleindorf" not in text_of(coordinator, f"{PAGE}?kommune={TOWN}")
    assert "Nichts zu tun" in text_of(coordinator, f"{PAGE}?themenfeld=reisen")
    assert "Nichts zu tun" in text_of(coordinator, f"{PAGE}?gebiet=06412")


def test_past_date_shows_what_stood_then(coordinator: Client) -> None:
    set_up(TOWN)
    assert "Oberstadt" not in text_of(coordinator, f"{PAGE}?stand=2026-03-01")
    assert "Oberstadt" in text_of(coordinator, f"{PAGE}?stand=2026-03-02")


def test_file_holds_the_lines_of_the_page(coordinator: Client) -> None:
    set_up(TOWN, VILLAGE)
    found = file_text(coordinator, f"?kommune={TOWN}")
    assert "Oberstadt;06431001;Hundesteuer;90001" in found
    assert "Kleindorf" not in found
    assert coordinator.get("/fortschritt/aufgaben/exe/").status_code == 404


@pytest.mark.parametrize("role", [Role.GOVERNMENT_DISTRICT, Role.ASSOCIATION, None])
@pytest.mark.parametrize("path", [PAGE, FILE])
def test_who_has_no_body_and_no_state_wide_view_has_no_lists(role: Role | None, path: str) -> None:
    client = signed_in(UserFactory.create(roles=[role] if role else []))
    assert client.get(path).status_code == 403


def test_lists_cost_the_same_queries_for_one_and_many_lines(coordinator: Client) -> None:
    set_up(TOWN)
    one = cost(coordinator, PAGE)
    set_up(TOWN, SECOND_TOWN, VILLAGE, services=("90001", "90002"))
    assert cost(coordinator, PAGE) == one


def test_filter_offers_only_what_one_may_choose(coordinator: Client) -> None:
    one = signed_in(make_user("oberstadt", Role.MUNICIPALITY_VIEWER, TOWN))
    two = signed_in(make_user("beide", Role.MUNICIPALITY_VIEWER, TOWN, VILLAGE))
    fields = [list(client.get(PAGE).context["form"].fields) for client in (coordinator, two, one)]
    assert fields == [
        ["gebiet", "themenfeld", "kommune"],
        ["themenfeld", "kommune"],
        ["themenfeld"],
    ]


def test_coordination_office_reads_funded_standstill_that_may_be_published(
    coordinator: Client,
) -> None:
    cases: dict[str, dict[str, Any]] = {
        "IV 1": {},
        "IV 2": {"publishable": False},
        "IV 3": {"state": GrantState.APPROVED},
    }
    for reference, changed in cases.items():
        grant = GrantFactory.create(
            file_reference=reference,
            lead_id=TOWN,
            shares={TOWN: Decimal("25000.00")},
            **{"state": GrantState.RECORDED, "published_year": 2024, **changed},
        )
        grant.services.set(OzgService.objects.filter(pk="90001"))
    page = text_of(coordinator, f"{PAGE}?art=ohne-fortschritt")
    assert "IV 1" in page
    assert "IV 2" not in page
    assert "IV 3" not in page
    assert "25.000" not in page


def test_export_report_writes_the_work_list(coordinator: Client, tmp_path: Path) -> None:
    """A report like the others: the command writes what the page offers as a file."""
    set_up(TOWN, VILLAGE)
    target = tmp_path / "aufgaben.csv"
    call_command("export_report", "aufgaben", filter=[f"kommune={TOWN}"], output=str(target))
    written = target.read_text("utf-8-sig")
    assert "Oberstadt;06431001;Hundesteuer;90001" in written
    assert "Kleindorf" not in written


def test_report_of_work_lists_keeps_to_the_person(coordinator: Client) -> None:
    set_up(TOWN)
    assert "Hundesteuer" in text_of(coordinator, "/berichte/aufgaben/")
    assert "Hundesteuer" not in text_of(coordinator, "/berichte/aufgaben/?stand=2026-03-01")
    other = signed_in(make_user("kleindorf", Role.MUNICIPALITY_EDITOR, VILLAGE))
    answer = other.get("/berichte/aufgaben/")
    assert answer.status_code in (200, 403)
    assert "Oberstadt" not in answer.content.decode()
