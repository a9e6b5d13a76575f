"""Applications of a call proposed, selected and given up."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from programs.actions.call import (
    approve_call_decision,
    propose_selection,
    propose_withdrawal,
)
from programs.models import Call, CallApplication, CallDecision
from programs.queries.call import ranking_of
from tests.factories.accounts import NOW
from tests.factories.calls import ANNOUNCED
from tests.factories.life import Staff

REASON = "nach der Rangfolge der Jury"


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
