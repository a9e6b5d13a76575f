"""Pages around a body: its funding on one sheet, a Landkreis and its towns, what is new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.choices import Role
from municipalities.models import DeskVisit, Municipality, last_visit
from programs.models import BudgetLine
from tests.factories.accounts import UserFactory
from tests.factories.life import Staff
from tests.factories.municipalities import ALSFELD, GIESSEN_DISTRICT, LAUTERBACH
from tests.portal.cases import BODY, OWN, cost, decided, refreshed, text_of, works_for
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of, clerk

pytestmark = pytest.mark.django_db
SHEET = f"{BODY}foerderblatt/"
TOWNS = f"/kommunen/{GIESSEN_DISTRICT}/gemeinden/"


def test_sheet_is_for_the_body_and_the_ministry_alone(line: BudgetLine) -> None:
    decided(line)
    assert OWN in text_of(works_for(LAUTERBACH), SHEET)
    assert OWN in text_of(signed_in(UserFactory.create(roles=[Role.AUDITOR])), SHEET)
    coordinator = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    for other in (works_for(ALSFELD), coordinator):
        assert other.get(SHEET).status_code == 404


def test_sheet_costs_the_same_for_one_and_three_cases() -> None:
    staff, browser, costs = Staff.hire(), browser_of(), []
    for _more in range(3):
        staff.final()
        costs.append(cost(browser, SHEET))
    assert costs[0] == costs[-1]


def test_landkreis_sees_its_towns_side_by_side() -> None:
    refreshed()
    browser = browser_of(GIESSEN_DISTRICT)
    assert TOWNS in browser.get(f"/kommunen/{GIESSEN_DISTRICT}/").content.decode()
    page = browser.get(TOWNS)
    keys = {row.record.ags for row in page.context["table"].rows}
    towns = Municipality.objects.filter(ags__startswith="06531").exclude(ags="06531")
    assert keys == set(towns.values_list("ags", flat=True))
    assert {town.ags for town in page.context["behind"]} == keys
    assert works_for(LAUTERBACH).get(f"{BODY}gemeinden/").status_code == 404


def test_visit_is_new_after_two_hours_and_not_before() -> None:
    user, body = clerk(), Municipality.objects.get(ags=LAUTERBACH)
    first = timezone.now()
    later, last = first + timedelta(hours=2), first + timedelta(hours=2, seconds=1)
    assert last_visit(user, body, at=first) is None
    assert last_visit(user, body, at=later) is None
    assert last_visit(user, body, at=last) == first
    assert last_visit(user, body, at=last + timedelta(minutes=1)) == first


def test_desk_says_what_is_new_since_the_last_visit() -> None:
    staff, editor = Staff.hire(), clerk()
    browser = signed_in(editor)
    assert "Neu seit" not in text_of(browser, BODY)
    DeskVisit.objects.update(at=timezone.now() - timedelta(hours=3))
    grant = staff.final()
    staff.paid(grant, "40000.00")
    page = text_of(browser, BODY)
    assert f"{grant}: jetzt „In Auszahlung“" in page
    assert f"Auszahlung über 10.000,00 €: {grant}" in page
    assert "40.000" not in page
    assert "Neu seit" not in text_of(works_for(ALSFELD), BODY)


def test_news_tell_nothing_of_a_case_before_its_notification() -> None:
    browser = browser_of()
    text_of(browser, BODY)
    DeskVisit.objects.update(at=timezone.now() - timedelta(hours=3))
    grant = Staff.hire().approved()
    page = text_of(browser, BODY)
    assert ("Nichts Neues" in page, grant.title in page) == (True, False)
