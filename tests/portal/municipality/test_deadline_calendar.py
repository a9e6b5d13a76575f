"""The deadlines of a month, as a grid and as a list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.choices import Role
from portal.municipality.deadlines import MOST_IN_A_CELL, PER_PAGE, CalendarDay, month_of, weeks_of
from programs.choices import GrantState
from programs.models import Grant
from programs.queries.deadlines import Deadline
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import GIESSEN
from tests.factories.programs import GrantFactory
from tests.portal.cases import cost, text_of
from tests.programs.desk import signed_in
from tests.programs.sent import browser_of

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-12", date(2026, 12, 1)),
        ("2004-01", date(2004, 1, 1)),
        ("2003-12", date(2026, 11, 1)),
        ("2026-13", date(2026, 11, 1)),
        ("2026-0", date(2026, 11, 1)),
        ("٢٠٢٦-12", date(2026, 11, 1)),
        ("", date(2026, 11, 1)),
    ],
)
def test_month_is_the_one_asked_for_or_the_present(text: str, month: date) -> None:
    assert month_of(text, TODAY) == month


@pytest.mark.django_db
def test_grid_has_whole_weeks_from_monday_and_what_is_due() -> None:
    due = Deadline(date(2026, 11, 30), "Nachweis", GrantFactory.create())
    weeks = weeks_of(date(2026, 11, 1), [due], TODAY, {due.day: 1})
    assert {len(week) for week in weeks} == {7}
    assert (weeks[0][0].day, weeks[-1][-1].day) == (date(2026, 10, 26), date(2026, 12, 6))
    days = {day.day: day for week in weeks for day in week}
    assert days[due.day].due == [due]
    assert [day.day for day in days.values() if day.is_today] == [TODAY]
    assert not days[date(2026, 10, 31)].is_in_month


@pytest.mark.django_db
def test_a_month_without_deadlines_leads_to_the_next_one() -> None:
    GrantFactory.create(state=GrantState.FINAL, period_end=date(2027, 3, 31))
    client = browser_of()
    assert "Die nächste Frist ist am 31.03.2027" in text_of(client, "/fristen/?monat=2026-12")
    for month in ("2027-03", "2027-04"):
        assert "Die nächste Frist" not in text_of(client, f"/fristen/?monat={month}")


@pytest.mark.django_db
def test_page_shows_the_own_deadlines_alone() -> None:
    day = timezone.localdate()
    for lead in ({}, {"lead_id": GIESSEN, "shares": {GIESSEN: None}}):
        GrantFactory.create(state=GrantState.FINAL, period_end=day, **lead)
    page = f"/fristen/?monat={day:%Y-%m}"
    own = browser_of().get(page).context["due"].rows
    office = signed_in(UserFactory.create(roles=[Role.OFFICER])).get(page)
    assert (len(own), len(office.context["due"].rows)) == (1, 2)
    assert "Ende des Bewilligungszeitraums" in text_of(browser_of(), page)
    coordinator = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    assert coordinator.get(page).status_code == 403


@pytest.mark.django_db
def test_page_costs_the_same_for_one_and_three_cases() -> None:
    browser, costs = browser_of(), []
    for _more in range(3):
        GrantFactory.create(state=GrantState.FINAL, period_end=timezone.localdate())
        costs.append(cost(browser, "/fristen/"))
    assert costs[0] == costs[-1]


@pytest.mark.django_db
def test_a_full_day_shows_its_first_and_leads_to_the_page_of_the_list_with_the_rest() -> None:
    day = timezone.localdate()
    for _case in range(PER_PAGE + 1):
        GrantFactory.create(state=GrantState.FINAL, period_end=day)
    GrantFactory.create(state=GrantState.FINAL, period_end=day - timedelta(days=1))
    client, address = browser_of(), f"/fristen/?monat={day:%Y-%m}"
    page = client.get(address)
    cells = [cell for week in page.context["weeks"] for cell in week if cell.due]
    assert [len(cell.due) for cell in cells] == [1, MOST_IN_A_CELL]
    assert f"{PER_PAGE + 1 - MOST_IN_A_CELL} weitere" in page.content.decode()
    assert [len(page.context["due"].rows), len(page.context["late"].rows)] == [PER_PAGE, 1]
    second = client.get(f"{address}&page=2")
    assert len(second.context["due"].rows) == 2
    shown = [row.grant.pk for got in (page, second) for row in got.context["due"].rows]
    assert len(set(shown)) == PER_PAGE + 2


def days_of(shown: list[Deadline], counts: dict[date, int]) -> dict[date, CalendarDay]:
    weeks = weeks_of(date(2026, 11, 1), shown, TODAY, counts)
    return {day.day: day for week in weeks for day in week}


def test_what_a_cell_leaves_out_stands_on_the_page_after_what_comes_before() -> None:
    early, full = date(2026, 11, 2), date(2026, 11, 3)
    counts = {early: PER_PAGE - MOST_IN_A_CELL, full: MOST_IN_A_CELL + 1}
    shown = [Deadline(full, "Nachweis", Grant())] * MOST_IN_A_CELL
    days = days_of(shown, counts)
    assert (days[full].left_out, days[full].page) == (1, 2)
    counts[early] -= 1
    days = days_of(shown, counts)
    assert (days[full].left_out, days[full].page) == (1, 1)
