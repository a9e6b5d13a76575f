"""What next for one municipality, and the ways to it from its page."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from services.actions import RolloutChange
from tests.factories.accounts import UserFactory
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in
from tests.services.queries.test_work_lists import release
from tests.services.world import SECOND_TOWN, TOWN, VILLAGE, live, make_user, record

pytestmark = pytest.mark.usefixtures("world")
PAGE, MARCH = f"/kommunen/{TOWN}/naechste-schritte/", date(2026, 3, 2)


@pytest.fixture
def town(world: None) -> Client:
    return signed_in(make_user("oberstadt", Role.MUNICIPALITY_VIEWER, TOWN))


def test_page_ranks_what_similar_bodies_run(town: Client) -> None:
    release("geburt", "civento", date(2020, 2, 3), "90002")
    release("hund", "efa", date(2020, 2, 3), "90001")
    record(live(SECOND_TOWN, "90001", MARCH), live(VILLAGE, "90002", MARCH))
    record(RolloutChange(TOWN, "90002", MARCH, configured=True))
    page = text_of(town, PAGE)
    first, second = page.index("Hundesteuer (90001)"), page.index("Geburtsurkunde (90002)")
    assert first < second
    assert "EfA" in page[first:second]
    assert "Frei nachnutzbar, aber nicht angebunden 1 von 1 20.000" in page[first:second]
    assert (
        "Eingebunden, aber nicht im Verwaltungsportal eingetragen 0 von 1 10.000" in page[second:]
    )


def test_page_of_a_body_with_nothing_left_says_so(town: Client) -> None:
    assert "Es ist nichts zu übernehmen" in text_of(town, PAGE)


def test_unknown_body_is_not_found_and_no_role_is_refused(town: Client) -> None:
    assert town.get("/kommunen/06999999/naechste-schritte/").status_code == 404
    assert signed_in(UserFactory.create(roles=[])).get(PAGE).status_code == 403


def test_municipality_page_leads_to_own_work_list_only(town: Client) -> None:
    link = "/fortschritt/aufgaben/?kommune="
    assert f"{link}{TOWN}" in town.get(f"/kommunen/{TOWN}/").content.decode()
    foreign = town.get(f"/kommunen/{VILLAGE}/").content.decode()
    assert link not in foreign
    assert f"/kommunen/{VILLAGE}/naechste-schritte/" in foreign


def test_page_costs_the_same_queries_for_one_and_many(town: Client) -> None:
    release("hund", "efa", date(2020, 2, 3), "90001")
    one = cost(town, PAGE)
    release("geburt", "civento", date(2020, 2, 3), "90002")
    record(live(SECOND_TOWN, "90001", MARCH), live(VILLAGE, "90002", MARCH))
    assert cost(town, PAGE) == one
