"""The work list of an officer: what waits in the cases, since when, and the list it leads to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from portal.administration.todo import Section, todos
from programs.choices import GrantState
from programs.models import BaseRate, Decision, Directive, Grant
from programs.todo.case_filters import CASE_LISTS
from programs.todo.cases import case_todos
from programs.todo.filters import missing_base_rate
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


def sections(user: User, today: date = TODAY) -> dict[str, Section]:
    return {section.todo.key: section for section in todos(user, today=today)}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def a_case(staff: Staff, state: str, **fields: object) -> Grant:
    return GrantFactory.create(state=state, officer=staff.officer, **fields)


def one_of_each(staff: Staff) -> dict[str, Grant]:
    """A case for each list that needs no deeds."""
    return {
        "drafts": a_case(staff, GrantState.DRAFT),
        "received": a_case(staff, GrantState.SUBMITTED, received_on=ago(3)),
        "papers_in": a_case(staff, GrantState.QUERY, received_on=ago(3)),
        "ready": a_case(staff, GrantState.RECOMMENDED, complete_on=ago(3)),
        "ending_soon": a_case(staff, GrantState.FINAL, period_end=TODAY),
        "to_complete": a_case(staff, GrantState.FINAL, period_end=ago(1)),
        "to_archive": a_case(staff, GrantState.REJECTED, retention_until=ago(1)),
    }


def test_each_list_holds_its_case_and_leads_to_the_same_rows(staff: Staff) -> None:
    cases = one_of_each(staff)
    found = sections(staff.officer)
    client = signed_in(staff.officer)
    for key, case in cases.items():
        section = found[key]
        assert [row.task.target for row in section.rows] == [case], key
        assert parse_qs(urlsplit(section.more_url).query) == {"liste": [key]}
        page = client.get(section.more_url)
        assert list(page.context["cl"].result_list) == [case], key


def test_every_list_of_cases_is_offered_on_the_list_page(staff: Staff) -> None:
    client = signed_in(staff.officer)
    for key in CASE_LISTS:
        page = client.get(reverse("admin:programs_grant_changelist"), {"liste": key})
        assert page.status_code == 200


@pytest.mark.parametrize(("days", "late"), [(90, False), (91, True)])
def test_a_review_is_late_after_ninety_days_from_the_complete_papers(
    staff: Staff, days: int, late: bool
) -> None:
    a_case(staff, GrantState.IN_REVIEW, received_on=ago(200), complete_on=ago(days))
    row = sections(staff.officer)["received"].rows[0]
    assert (row.task.is_overdue, row.age) == (late, f"seit {days} Tagen")


def test_lists_stand_in_the_order_of_their_oldest_day_late_ones_first(staff: Staff) -> None:
    a_case(staff, GrantState.SUBMITTED, received_on=ago(10))
    a_case(staff, GrantState.RECOMMENDED, complete_on=ago(91))
    a_case(staff, GrantState.FINAL, period_end=ago(20))
    keys = [key for key in sections(staff.officer) if key in CASE_LISTS]
    assert keys == ["ready", "to_complete", "received"]


@pytest.mark.parametrize(("days", "listed"), [(60, True), (61, False), (-1, False)])
def test_periods_are_told_sixty_days_before_they_end(staff: Staff, days: int, listed: bool) -> None:
    a_case(staff, GrantState.IN_PAYMENT, period_end=TODAY + timedelta(days=days))
    assert ("ending_soon" in sections(staff.officer)) == listed


def test_the_time_for_an_appeal_is_over_the_day_after_its_last(staff: Staff) -> None:
    Directive.objects.filter(program__code="ikz").update(
        appeal_notice="Klage in einem Monat", finality_months=1
    )
    case = staff.notified(officer=staff.officer)
    assert Decision.objects.get(grant=case).delivered_on == TODAY
    last = date(2026, 12, 23)
    for today, listed in ((last, False), (last + timedelta(days=1), True)):
        assert ("appeal_over" in sections(staff.officer, today)) == listed


def test_drawdowns_wait_until_a_payment_is_found_correct(staff: Staff) -> None:
    case = staff.final(officer=staff.officer)
    staff.drawn(case, "500.00")
    section = sections(staff.officer)["to_pay"]
    assert "500,00" in section.rows[0].task.detail
    page = signed_in(staff.officer).get(section.more_url)
    assert page.context["cl"].result_count == 1
    staff.paid(fresh(case), "100.00")
    assert sections(staff.officer)["to_pay"].todo.count == 1


def test_a_settled_case_can_be_closed(staff: Staff) -> None:
    case = staff.final(officer=staff.officer)
    staff.paid(case, "500.00")
    ended = staff.ended(fresh(case))
    assert "closable" not in sections(staff.officer)
    claim = staff.reclaimed(ended, "500.00", interest_from=TODAY)
    assert "closable" not in sections(staff.officer)
    assert claim.amount_eur == Decimal("500.00")
    free = staff.ended(staff.final(officer=staff.officer))
    assert [row.task.target for row in sections(staff.officer)["closable"].rows] == [free]


@pytest.mark.parametrize(("days", "listed"), [(60, True), (61, False)])
def test_directives_are_told_sixty_days_before_they_end(
    staff: Staff, days: int, listed: bool
) -> None:
    latest = Directive.objects.filter(program__code="ikz").order_by("-valid_from").first()
    assert latest is not None
    Directive.objects.filter(pk=latest.pk).update(valid_to=TODAY + timedelta(days=days))
    found = [
        task.target
        for entry in case_todos(staff.budget, today=TODAY)
        if entry.key == "directives"
        for task in entry.tasks
    ]
    assert (latest in found) == listed


def test_a_missing_base_rate_is_told_from_the_first_day_of_its_half_year(staff: Staff) -> None:
    BaseRate.objects.filter(valid_from__gte=date(2026, 7, 1)).delete()
    BaseRate.objects.get_or_create(
        valid_from=date(2026, 1, 1), defaults={"percent": Decimal(1), "source": "Test"}
    )
    assert missing_base_rate(date(2026, 6, 30)) is None
    assert missing_base_rate(date(2026, 7, 1)) == date(2026, 7, 1)
    assert "base_rate" in sections(staff.budget)


def test_lists_cost_the_same_queries_for_one_and_three_cases(staff: Staff) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            case_todos(User.objects.get(pk=staff.officer.pk), today=TODAY)
        return len(queries)

    one_of_each(staff)
    first = cost()
    one_of_each(staff)
    one_of_each(staff)
    assert cost() == first


def test_the_list_of_cases_opens_on_open_ones(staff: Staff) -> None:
    is_open = a_case(staff, GrantState.IN_PAYMENT)
    closed = a_case(staff, GrantState.CLOSED)
    client, url = signed_in(staff.officer), reverse("admin:programs_grant_changelist")

    def shown(**query: str) -> set[Grant]:
        return set(client.get(url, query).context["cl"].result_list)

    assert shown() == {is_open}
    assert shown(stand="ended") == {closed}
    assert shown(stand="all") == {is_open, closed}
    assert shown(state__exact="closed") == {closed}
    assert shown(q=closed.file_reference) == {closed}


def test_states_are_sorted_by_the_life_of_a_case(staff: Staff) -> None:
    late, early = a_case(staff, GrantState.COMPLETED), a_case(staff, GrantState.APPROVED)
    first = a_case(staff, GrantState.DRAFT)
    client, url = signed_in(staff.officer), reverse("admin:programs_grant_changelist")
    column = 7
    page = client.get(url, {"o": str(column)})
    assert list(page.context["cl"].result_list) == [first, early, late]
