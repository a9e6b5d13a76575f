"""A call in its order: ties, successors, and what is left of the places."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from programs.actions.call import (
    approve_call_decision,
    propose_selection,
    propose_withdrawal,
)
from programs.models import Call, CallApplication, CallDecision
from programs.queries.call import ranking_of
from tests.factories.accounts import NOW
from tests.factories.calls import ANNOUNCED, call_with
from tests.factories.life import Staff

pytestmark = pytest.mark.django_db

REASON = "nach der Rangfolge der Jury"


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


def propose(application: CallApplication, by: User, reason: str = REASON) -> CallDecision:
    return propose_selection(application, on=ANNOUNCED, reason=reason, by=by, at=NOW)


def select(application: CallApplication, staff: Staff) -> CallApplication:
    approve_call_decision(propose(application, staff.officer), by=staff.approver, at=NOW)
    application.refresh_from_db()
    return application


def give_up(
    application: CallApplication,
    staff: Staff,
    successor: CallApplication | None = None,
    *,
    out_of_turn: str = "",
    on: date = date(2026, 12, 1),
) -> CallDecision:
    return propose_withdrawal(
        application,
        on=on,
        reason="Die Kommune hat verzichtet.",
        by=staff.officer,
        at=NOW,
        successor=successor,
        out_of_turn_reason=out_of_turn,
    )


def in_order(call: Call) -> list[CallApplication]:
    return [row.application for row in ranking_of(call).rows]


def test_either_of_two_tied_applications_is_next_in_rank(staff: Staff) -> None:
    call = call_with([90, 80, 80], places=1)
    first, _second, third = in_order(call)
    select(first, staff)
    assert len(ranking_of(call).next_in_rank()) == 2
    assert give_up(first, staff, third).successor == third


def test_tie_at_the_edge_of_the_places_is_named() -> None:
    assert ranking_of(call_with([90, 80, 80], places=2)).tie_at_the_edge == 2
    assert ranking_of(call_with([90, 90, 80], places=2)).tie_at_the_edge is None
    assert ranking_of(call_with([90, 80], places=2)).tie_at_the_edge is None
