"""One address, several audiences: nobody reads what was made for another, here or on the way."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.choices import Role
from programs.models import BudgetLine
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.portal.cases import BODY, FOREIGN, OVERVIEW, OWN, cost, decided, refreshed, text_of
from tests.portal.cases import works_for as clerk_of
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


def test_same_address_shows_each_audience_its_own(line: BudgetLine) -> None:
    """Twice in turn, so that what was kept for one is there when the next one comes."""
    decided(line)
    refreshed()
    officer = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    own, other = clerk_of(LAUTERBACH), clerk_of(ALSFELD)
    for _time in range(2):
        assert OWN in text_of(officer, BODY)
        assert OWN in text_of(own, BODY)
        assert [eur for eur in (OWN, *FOREIGN) if eur in text_of(other, BODY)] == []
        assert "100.000,00" in text_of(officer, OVERVIEW)
        assert "100.000,00" not in text_of(own, OVERVIEW)
        assert Client().get(BODY).status_code == 302
        assert Client().get(OVERVIEW).status_code == 302


def test_answers_to_people_are_kept_by_nobody_on_the_way(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    officer = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    for browser in (officer, clerk_of(LAUTERBACH)):
        for path in (BODY, OVERVIEW):
            answer = browser.get(path, headers={"If-None-Match": "*"})
            assert answer["Cache-Control"] == "no-store"
            assert "ETag" not in answer
            assert "Cookie" in answer["Vary"]


def test_public_data_answers_304_to_strangers_and_no_store_to_people() -> None:
    address = "/open-data/katalog.jsonld"
    first = Client().get(address)
    assert first.status_code == 200
    known = {"If-None-Match": first["ETag"]}
    assert Client().get(address, headers=known).status_code == 304
    person = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    assert person.get(address)["Cache-Control"] == "no-store"


def test_overview_is_cheaper_while_the_figures_stand(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    for role in (Role.COORDINATOR, Role.OFFICER):
        browser = signed_in(UserFactory.create(roles=[role]))
        costs = [cost(browser, OVERVIEW) for _time in range(3)]
        assert costs[1] == costs[2] <= 24
        assert costs[0] >= costs[1]
