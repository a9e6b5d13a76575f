"""A day is a promise: before the first booking there is no euro, and the past does not change."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from accounts.choices import Role
from core.as_of import AsOf
from core.errors import RuleError
from core.forms.days import FIRST_DAY
from core.reporting import REGISTRY, ColumnKind, Report
from programs.models import BudgetLine
from reports.making import check_filter, edition
from tests.browser.pages import furnished
from tests.factories.accounts import NOW, UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.house.test_house import ROOT, house_files, views
from tests.portal.cases import decide, decided, planned, refreshed
from tests.programs.desk import ikz_line, signed_in

pytestmark = pytest.mark.django_db

DECIDED = date(2026, 11, 23)  # the day on which the case of the tests is decided
BEFORE = date(2026, 11, 22)
EARLY = FIRST_DAY
SAMPLES = {"ags": LAUTERBACH, "code": "ikz", "ozg_id": "10000", "fmt": "csv"}
SINGLE = {"kooperationen", "wirkung"}


@pytest.fixture
def line(db: None) -> BudgetLine:
    return ikz_line("250000.00")


def dated_pages() -> list[str]:
    """The address of every page of a day."""
    found = []
    for route, view in views(get_resolver().url_patterns):
        if getattr(view, "is_dated", False):
            found.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: SAMPLES[m[1]], route))
    return sorted(found)


@pytest.fixture
def reader() -> Client:
    return signed_in(UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR]))


def values(report: Report, user: Any, at: AsOf) -> list[list[Any]]:
    return list(edition(report, user, check_filter(report, {}), at=at, now=NOW))


READERS = {
    "reports/views.py": "one page for all reports, dated or not",
    "reports/frozen_views.py": "keeps a dated report of the day of its page",
    "portal/travel.py": "the date control itself",
    "core/api/query.py": "the one door of the API for a day",
}


def test_pages_of_a_day_are_known() -> None:
    """A page with the field of a day goes through the decorator; nothing else reads the field."""
    assert len(dated_pages()) >= 9
    loose = [
        str(file.relative_to(ROOT))
        for file in house_files("*.py")
        if "AsOfForm.of(" in file.read_text()
        and file.name not in ("standing.py",)
        and str(file.relative_to(ROOT)) not in READERS
    ]
    assert loose == []


OF_TODAY = "Diese Seite folgt keinem Stichtag"


def test_pages_that_follow_no_day_say_so_to_who_comes_from_one() -> None:
    people, visits = furnished()
    silent = set()
    for visit in visits:
        address, person = reverse(visit.name, kwargs=visit.values), people[visit.who]
        if person is None or getattr(resolve(address).func, "is_dated", False):
            continue  # strangers see no page of a day before they come to one
        client = signed_in(person)
        if OF_TODAY in client.get(address).content.decode():
            silent.add(f"{visit.name} says it today")
        client.get("/stand/", {"seite": "/hilfe/", "stand": BEFORE.isoformat()})
        answer = client.get(address, follow=True)
        follows = answer.context is not None and answer.context.get("as_of_form") is not None
        if not follows and OF_TODAY not in answer.content.decode():
            silent.add(visit.name)
    assert silent == set()


def mains(reader: Client, day: date) -> dict[str, str]:
    """What stands on every page of a day."""
    found = {}
    for path in dated_pages():
        response = reader.get(path, {"stand": day.isoformat()})
        assert response.status_code in (200, 404), path
        if response.streaming:  # a file: the reports below
            continue
        main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
        if response.status_code == 200 and main is not None:
            found[path] = main[0]
    assert len(found) >= 8
    return found


def test_bookings_leave_the_pages_of_earlier_days(reader: Client) -> None:
    """Before the first booking there is no euro of it, and today changes no earlier day."""
    case = planned(ikz_line("250000.00"))  # received in March: known on the earlier day
    refreshed()
    first, before = mains(reader, EARLY), mains(reader, BEFORE)
    decide(case)
    refreshed()
    assert mains(reader, EARLY) == first
    assert mains(reader, BEFORE) == before
    assert "250.000,00" not in first["/"].replace("\u00a0", " ")


def test_case_received_today_is_on_no_page_of_an_earlier_day(reader: Client) -> None:
    line = ikz_line("250000.00")
    refreshed()
    before = mains(reader, BEFORE)
    decide(planned(line, received_on=DECIDED))
    refreshed()
    assert mains(reader, BEFORE) == before
    assert mains(reader, DECIDED) != before


@pytest.mark.parametrize("day", ["2003-12-31", "0001-01-01", "2999-01-01", "quatsch"])
def test_pages_refuse_a_day_alike_and_show_nothing(reader: Client, day: str) -> None:
    for path in dated_pages():
        response = reader.get(path, {"stand": day})
        assert response.status_code == 200, path
        assert list(response.context["as_of_form"].errors) == ["stand"], path
        assert "<table" not in response.content.decode(), path


def test_day_lies_between_the_first_and_today() -> None:
    today = AsOf.today()
    assert AsOf.on(today.day) == today
    assert AsOf.on(FIRST_DAY).past == FIRST_DAY
    for day in (date(2003, 12, 31), date(2026, 11, 24)):
        with pytest.raises(RuleError):
            AsOf.on(day)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_reports_before_the_first_booking_have_no_euro(name: str, line: BudgetLine) -> None:
    decided(line)
    report, user = REGISTRY[name], UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR])
    if not report.is_dated:
        return
    made = edition(report, user, check_filter(report, {}), at=AsOf(EARLY), now=NOW)
    money = [place for place, column in enumerate(made.columns) if column.kind is ColumnKind.EUR]
    found = {row[place] for row in made for place in money}
    assert found <= {None, Decimal(0)}
    assert made.day == EARLY


@pytest.mark.parametrize("received_on", [date(2026, 3, 2), DECIDED])
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_booking_of_today_leaves_the_file_of_an_earlier_day(
    name: str, received_on: date, line: BudgetLine
) -> None:
    """Neither the decision on a known case nor a case that came today is in it."""
    report, user = REGISTRY[name], UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR])
    if not report.is_dated:
        return
    known = planned(line) if received_on < DECIDED else None
    before = values(report, user, AsOf(BEFORE))
    decide(known or planned(line, received_on=received_on))
    refreshed()
    assert values(report, user, AsOf(BEFORE)) == before


def test_report_of_today_alone_refuses_a_past_day() -> None:
    user = UserFactory.create(roles=[Role.AUDITOR])
    report = REGISTRY["mittel"]
    object.__setattr__(report, "is_dated", False)
    try:
        with pytest.raises(RuleError, match="heute"):
            values(report, user, AsOf(BEFORE))
    finally:
        object.__setattr__(report, "is_dated", True)


def test_states_change_in_one_place() -> None:
    """Who sets a state says from which day on."""
    loose = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in house_files("*.py")
        if file.parent.name == "actions" and file.name != "moving.py"
        for line in file.read_text().splitlines()
        if re.search(r"\bcase\.state = |\bgrant\.state = |, case\.state = ", line)
    ]
    assert loose == []
