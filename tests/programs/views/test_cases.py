"""The list of cases by what one may see, and its filters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.choices import Role
from core.formats import format_day
from programs.choices import GrantState
from programs.models import Decision
from tests.factories.accounts import UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, GIESSEN
from tests.factories.programs import GrantFactory, program
from tests.portal.cases import cost, refreshed
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of

pytestmark = pytest.mark.django_db
PAGE = "/zuwendungen/"


def titles(client: Client, **query: str) -> list[str]:
    return sorted(row.record.title for row in client.get(PAGE, query).context["table"].rows)


def test_list_is_the_own_cases_for_a_body_and_all_for_the_ministry() -> None:
    GrantFactory.create(title="Eigener")
    GrantFactory.create(title="Fremder", lead_id=GIESSEN, shares={GIESSEN: None})
    GrantFactory.create(title="Entwurf", state=GrantState.DRAFT)
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    assert titles(browser_of()) == ["Eigener"]
    assert titles(office) == ["Eigener", "Entwurf", "Fremder"]
    names = office.get(PAGE).context["table"].columns.names()
    own = browser_of().get(PAGE).context["table"].columns.names()
    assert set(names) - set(own) == {"applied_eur", "committed_eur", "paid_eur", "published_eur"}


def test_list_opens_on_what_came_last_and_ends_in_what_is_known_from_publications_alone() -> None:
    GrantFactory.create(title="Veröffentlicht", state=GrantState.RECORDED, received_on=None)
    for title, day in (("Alt", 3), ("Neu", 20), ("Mitte", 11)):
        GrantFactory.create(title=title, received_on=date(2026, 11, day))
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    for page in (PAGE, "/foerderprogramme/ikz/"):
        rows = office.get(page).context["table"].rows
        assert [row.record.title for row in rows] == ["Neu", "Mitte", "Alt", "Veröffentlicht"]
        assert [row.get_cell("received_on") for row in rows][-2:] == ["03.11.2026", "–"]


def test_list_names_the_day_of_a_decision_once_it_is_there() -> None:
    staff = Staff.hire()
    staff.final(title="Beschieden")
    GrantFactory.create(title="Offen", state=GrantState.SUBMITTED)
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    rows = office.get(PAGE).context["table"].rows
    days = {row.record.title: row.get_cell("decided_on") for row in rows}
    decided = Decision.objects.get().decided_on
    assert decided is not None
    assert days == {"Beschieden": format_day(decided), "Offen": "–"}
    before = office.get(PAGE, {"stand": (decided - timedelta(days=1)).isoformat()})
    assert {row.get_cell("decided_on") for row in before.context["table"].rows} <= {"–"}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ASSOCIATION, Role.SYSTEM_ADMINISTRATOR])
def test_list_is_shut_for_who_sees_no_case(role: Role) -> None:
    assert signed_in(UserFactory.create(roles=[role])).get(PAGE).status_code == 403


def test_filters_narrow_by_program_body_and_fiscal_year() -> None:
    grant = Staff.hire().final(title="Gebunden")
    GrantFactory.create(title="Modell", program=program("ozg-modellkommunen"))
    GrantFactory.create(title="Anderswo", lead_id=GIESSEN, shares={GIESSEN: None})
    office = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    assert titles(office, programm="ikz") == ["Anderswo", "Gebunden"]
    assert titles(office, kommune="Alsfeld") == ["Gebunden", "Modell"]
    assert titles(office, kommune=ALSFELD, programm="ikz") == ["Gebunden"]
    assert titles(office, haushaltsjahr="2026") == ["Gebunden"]
    assert titles(office, haushaltsjahr="2025") == []
    refused = office.get(PAGE, {"kommune": "Nirgendwo"}).context["filter"].form.errors
    assert "Es gibt keine Kommune „Nirgendwo“" in str(refused)
    refreshed()
    years = office.get("/foerderprogramme/ikz/").content.decode()
    assert f"{PAGE}?programm=ikz&amp;haushaltsjahr=2026" in years
    assert grant.pk


def test_list_costs_the_same_for_one_and_three_cases() -> None:
    browser, costs = browser_of(), []
    for _more in range(3):
        GrantFactory.create()
        costs.append(cost(browser, PAGE))
    assert costs[0] == costs[-1]
