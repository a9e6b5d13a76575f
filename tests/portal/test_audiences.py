"""One address, several audiences: nobody reads what was made for another, here or on the way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from programs.models import BudgetLine
from tests.factories.accounts import RoleAssignmentFactory, UserFactory
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.portal.cases import (
    BODY,
    FOREIGN,
    OVERVIEW,
    OWN,
    cost,
    decide,
    decided,
    planned,
    refreshed,
    text_of,
)
from tests.portal.cases import works_for as clerk_of
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
SERVICES = "/leistungen/"
ONE_TIME = re.compile(r'name="(?:csrfmiddlewaretoken|[^"]*key[^"]*)" value="([^"]+)"')


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


def test_strangers_see_sums_of_today_where_the_house_lets_them(
    line: BudgetLine, settings: Any
) -> None:
    """No case, no person, no other day; and all other pages stay behind the sign-in."""
    case = decided(line)
    refreshed()
    settings.OVERVIEW_PUBLIC = True
    stranger = Client()
    page = stranger.get(OVERVIEW)
    assert page.status_code == 200
    text = page.content.decode()
    assert "100.000,00" in text
    assert [word for word in (case.title, case.file_reference, "stand=") if word in text] == []
    assert stranger.get(OVERVIEW, {"stand": "2026-11-01"}).status_code == 302
    for path in (BODY, SERVICES, "/karte/", "/zuwendungen/", "/berichte/"):
        assert stranger.get(path).status_code == 302
    chart = stranger.get(OVERVIEW, {"diagramm": "mittel-nach-programm.svg"})
    assert chart.status_code == 200


def test_what_is_kept_for_strangers_leads_them_to_no_page_of_cases(
    line: BudgetLine, settings: Any
) -> None:
    decided(line)
    refreshed()
    settings.OVERVIEW_PUBLIC = True
    officer = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    link = b'href="/foerderprogramme/ikz/"'
    tables = [
        browser.get(OVERVIEW).content.partition(b'id="mittel-tabelle"')[2].partition(b"</table>")[0]
        for browser in (officer, Client())
    ]
    assert [link in table for table in tables] == [True, False]


def test_public_data_answers_304_to_strangers_and_no_store_to_people() -> None:
    address = "/open-data/katalog.jsonld"
    first = Client().get(address)
    assert first.status_code == 200
    known = {"If-None-Match": first["ETag"]}
    assert Client().get(address, headers=known).status_code == 304
    person = signed_in(UserFactory.create(roles=[Role.AUDITOR]))
    assert person.get(address)["Cache-Control"] == "no-store"


def readers() -> dict[str, Client]:
    """Somebody of each audience: they see all money, sums of it, their own, none."""
    found = {
        role.value: signed_in(UserFactory.create(roles=[role]))
        for role in (Role.OFFICER, Role.AUDITOR, Role.COORDINATOR, Role.ASSOCIATION)
    }
    return {**found, "own": clerk_of(LAUTERBACH), "other": clerk_of(ALSFELD)}


def test_nobody_reads_a_part_made_for_another_audience(line: BudgetLine) -> None:
    """Whoever opens a page first: all others read what they would have read alone."""
    decided(line)
    refreshed()
    people = readers()

    def texts(name: str) -> list[str]:
        return [text_of(people[name], page) for page in (BODY, OVERVIEW)]

    alone = {}
    for name in people:
        caches["kept"].clear()
        alone[name] = texts(name)
    for first in people:
        caches["kept"].clear()
        assert texts(first) == alone[first]
        assert {name: texts(name) for name in people} == alone
    assert len({text for text, _overview in alone.values()}) > 2


@pytest.mark.parametrize("is_first_led", [True, False])
def test_part_that_was_kept_leads_each_reader_where_they_may_go(is_first_led: bool) -> None:
    """The list of services is shut to who keeps to an area; both read the same figures."""
    refreshed()
    area = UserFactory.create()
    RoleAssignmentFactory.create(user=area, role=Role.GOVERNMENT_DISTRICT, area_ags="065")
    led, kept_in = signed_in(UserFactory.create(roles=[Role.COORDINATOR])), signed_in(area)
    assert (led.get(SERVICES).status_code, kept_in.get(SERVICES).status_code) == (200, 403)
    readers = [led, kept_in] if is_first_led else [kept_in, led]
    for browser in readers * 2:
        assert (f'href="{SERVICES}?feld=' in browser.get(BODY).content.decode()) is (browser is led)
    table = "Bildung"
    assert table in text_of(led, BODY)
    assert table in text_of(kept_in, BODY)


def test_overview_leads_its_readers_to_programs_and_services(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    for role in (Role.COORDINATOR, Role.BUDGET_OFFICER, Role.ASSOCIATION):
        page = signed_in(UserFactory.create(roles=[role])).get(OVERVIEW).content.decode()
        assert f'href="{SERVICES}?feld=' in page
        assert 'href="/foerderprogramme/ikz/"' in page


def test_unchanged_pages_ask_for_no_figure(line: BudgetLine) -> None:
    decided(line)
    refreshed()
    for role in (Role.COORDINATOR, Role.OFFICER):
        browser = signed_in(UserFactory.create(roles=[role]))
        for page, most in ((OVERVIEW, 6), (BODY, 12)):
            caches["kept"].clear()
            costs = [cost(browser, page) for _time in range(3)]
            assert costs[1] == costs[2] <= most
            assert costs[0] > costs[1]


def test_booking_shows_on_a_kept_page_at_once(line: BudgetLine) -> None:
    """Before any roll-up is refreshed, and for each audience what it may see."""
    people = readers()
    before = {name: text_of(browser, BODY) for name, browser in people.items()}
    grant = planned(line)
    applied = {name: text_of(browser, BODY) for name, browser in people.items()}
    decide(grant)
    after = {name: text_of(browser, BODY) for name, browser in people.items()}
    see_all = {Role.OFFICER.value, Role.AUDITOR.value}
    assert {name for name in people if applied[name] != before[name]} == see_all
    assert {name for name in people if after[name] != applied[name]} == {*see_all, "own"}
    for name in (*see_all, "own"):
        assert f"gebunden {OWN}" in after[name]


def test_missing_paper_and_report_show_on_a_kept_page_at_once(line: BudgetLine) -> None:
    grant = decided(line)
    officer = signed_in(UserFactory.create(roles=[Role.OFFICER]))
    assert "Beschluss der Vertretung" not in text_of(officer, BODY)
    today = timezone.localdate()
    paper = grant.missing_papers.create(
        title="Beschluss der Vertretung", requested_on=today, due_on=today
    )
    assert "Beschluss der Vertretung" in text_of(officer, BODY)
    paper.delete()
    assert "Beschluss der Vertretung" not in text_of(officer, BODY)


def test_personal_parts_of_a_kept_page_are_those_of_the_reader(line: BudgetLine) -> None:
    """Names, keys of forms and rights stand around what is kept, never in it."""
    decided(line)
    refreshed()
    names = ("Erika Muster", "Paul Beispiel")
    for page in (OVERVIEW, BODY):
        answers = []
        for name in names:
            first, last = name.split()
            user = UserFactory.create(roles=[Role.OFFICER], first_name=first, last_name=last)
            answers.append(signed_in(user).get(page).content.decode())
        assert [[name in answer for name in names] for answer in answers] == [
            [True, False],
            [False, True],
        ]
        keys = [
            set(re.findall(r'name="(?:csrfmiddlewaretoken|[^"]*key[^"]*)" value="([^"]+)"', a))
            for a in answers
        ]
        assert keys[0] & keys[1] == set()
        assert all(keys)
