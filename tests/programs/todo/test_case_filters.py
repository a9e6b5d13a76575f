"""Which cases stand in which work list, to the day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from portal.administration.todo import Section, todos
from programs.choices import GrantState
from programs.models import Decision, Directive, Grant
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import GrantFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


def sections(user: User, today: date = TODAY) -> dict[str, Section]:
    return {section.todo.key: section for section in todos(user, today=today)}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def a_case(staff: Staff, state: str, **fields: object) -> Grant:
    return GrantFactory.create(state=state, officer=staff.officer, **fields)


@pytest.mark.parametrize(("days", "late"), [(90, False), (91, True)])
def test_a_review_is_late_after_ninety_days_from_the_complete_papers(
    staff: Staff, days: int, late: bool
) -> None:
    a_case(staff, GrantState.IN_REVIEW, received_on=ago(200), complete_on=ago(days))
    row = sections(staff.officer)["received"].rows[0]
    assert (row.task.is_overdue, row.age) == (late, f"seit {days} Tagen")


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
