"""The work list of an officer: what waits in the cases, since when, and the list it leads to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from programs.choices import GrantState
from programs.models import Grant
from programs.todo.case_filters import CASE_LISTS
from programs.todo.cases import case_todos
from tests.factories.life import TODAY, Staff
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


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


def test_every_list_of_cases_is_offered_on_the_list_page(staff: Staff) -> None:
    client = signed_in(staff.officer)
    for key in CASE_LISTS:
        page = client.get(reverse("admin:programs_grant_changelist"), {"liste": key})
        assert page.status_code == 200


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
    Grant.objects.filter(pk=is_open.pk).update(file_reference="Q 9")
    closed = a_case(staff, GrantState.CLOSED)
    client, url = signed_in(staff.officer), reverse("admin:programs_grant_changelist")

    def shown(**query: str) -> set[Grant]:
        return set(client.get(url, query).context["cl"].result_list)

    assert shown() == {is_open}
    assert shown(stand="ended") == {closed}
    assert shown(stand="all") == {is_open, closed}
    assert shown(state__exact="closed") == {closed}
    assert shown(q=closed.file_reference) == {closed}
    assert shown(q="Standesamt", stand="all") == {is_open, closed}


def test_states_are_sorted_by_the_life_of_a_case(staff: Staff) -> None:
    late, early = a_case(staff, GrantState.COMPLETED), a_case(staff, GrantState.APPROVED)
    first = a_case(staff, GrantState.DRAFT)
    client, url = signed_in(staff.officer), reverse("admin:programs_grant_changelist")
    column = 7
    page = client.get(url, {"o": str(column)})
    assert list(page.context["cl"].result_list) == [first, early, late]
