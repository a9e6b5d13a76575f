"""The lists of cases: each holds its case, late ones come first."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from programs.choices import GrantState
from programs.models import Grant
from programs.todo.case_filters import CASE_LISTS
from tests.factories.life import TODAY, Staff
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in
from tests.programs.todo.sections import sections

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


def test_lists_stand_in_the_order_of_their_oldest_day_late_ones_first(staff: Staff) -> None:
    a_case(staff, GrantState.SUBMITTED, received_on=ago(10))
    a_case(staff, GrantState.RECOMMENDED, complete_on=ago(91))
    a_case(staff, GrantState.FINAL, period_end=ago(20))
    keys = [key for key in sections(staff.officer) if key in CASE_LISTS]
    assert keys == ["ready", "to_complete", "received"]
