"""The page of a case: which services it pays for in which bodies, and since when they are live."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from programs.models import Grant
from services.models import OzgService
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in
from tests.programs.queries.effect.funded import make_grant
from tests.services.world import (
    SECOND_TOWN,
    TOWN,
    VILLAGE,
    live,
    make_service,
    make_user,
    record,
)

pytestmark = pytest.mark.django_db
TOWN_LINE = "Oberstadt (06431001) Hundesteuer (90001) seitdem online gegangen 02.06.2025"
VILLAGE_LINE = "Kleindorf (06431003) Hundesteuer (90001) noch nicht online –"


@pytest.fixture
def officer(world: None) -> Client:
    Grant.objects.all().delete()
    record(live(TOWN, "90001", date(2025, 6, 2)))
    return signed_in(make_user("sachbearbeitung", Role.OFFICER))


def test_case_names_services_bodies_days_and_the_cost(officer: Client) -> None:
    grant = make_grant(TOWN, VILLAGE)
    page = text_of(officer, grant.get_absolute_url())
    assert TOWN_LINE in page
    assert VILLAGE_LINE in page
    assert "Kosten je online gegangener Leistung 100.000,00 €" in page


@pytest.mark.parametrize("missing", ["amount", "effect"])
def test_cost_is_unknown_where_a_side_is(officer: Client, missing: str) -> None:
    grant = make_grant(TOWN, amount_eur=None) if missing == "amount" else make_grant(VILLAGE)
    page = text_of(officer, grant.get_absolute_url())
    assert "Kosten je online gegangener Leistung unbekannt" in page


def test_case_without_services_says_that_its_effect_is_unknown(officer: Client) -> None:
    page = text_of(officer, make_grant(TOWN, services=()).get_absolute_url())
    assert "nennt keine Leistungen" in page
    assert "Kosten je online gegangener Leistung" not in page


def test_municipality_reads_its_own_services_and_no_cost(officer: Client) -> None:
    grant = make_grant(TOWN, VILLAGE)
    town = signed_in(make_user("oberstadt", Role.MUNICIPALITY_VIEWER, TOWN))
    page = text_of(town, grant.get_absolute_url())
    assert TOWN_LINE in page
    assert "Kleindorf (06431003)" not in page
    assert "Kosten je online gegangener Leistung" not in page
    stranger = signed_in(make_user("unterstadt", Role.MUNICIPALITY_VIEWER, SECOND_TOWN))
    assert stranger.get(grant.get_absolute_url()).status_code == 404


def test_many_services_come_page_by_page(officer: Client) -> None:
    grant = make_grant(TOWN)
    for number in range(30):
        make_service(f"8{number:04}", f"Leistung {number:02}")
    grant.services.set(OzgService.objects.filter(ozg_id__startswith="8"))
    first = text_of(officer, grant.get_absolute_url())
    second = text_of(officer, f"{grant.get_absolute_url()}?page=2")
    assert ("Leistung 24" in first, "Leistung 25" in first) == (True, False)
    assert ("Leistung 24" in second, "Leistung 25" in second) == (False, True)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MUNICIPALITY_VIEWER])
def test_page_costs_the_same_queries_for_one_and_three(officer: Client, role: Role) -> None:
    client = signed_in(make_user("probe", role, TOWN))
    costs = []
    for services in (("90001",), ("90001", "90002", "90003")):
        grant = make_grant(TOWN, services=services)
        costs.append(cost(client, grant.get_absolute_url()))
    assert costs[0] == costs[1]
