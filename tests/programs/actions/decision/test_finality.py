"""When a decision is final: by time, by waiver, and never with an appeal open."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from core.errors import RuleError
from core.formats import format_day
from programs.actions.decision.approval import notify_grant
from programs.actions.decision.ending import record_appeal
from programs.actions.decision.finality import finalise_grant
from programs.actions.payment.orders import request_drawdown
from programs.choices import GrantState, NotificationKind
from programs.models import (
    BudgetLine,
    Decision,
    Drawdown,
)
from programs.terms.finality import final_day
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import legislate
from tests.programs.planned import approved
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


def test_finality_by_time_is_a_month_after_delivery_on_a_working_day(
    line: BudgetLine, officer: User, approver: User
) -> None:
    grant = approved(line, officer, approver)
    notify_grant(grant, on=TODAY, by=officer, at=NOW, kind=NotificationKind.HANDED_OVER)
    decision = grant.decisions.get()
    decision.appeal_notice = "Gegen diesen Bescheid kann Klage erhoben werden."
    assert final_day(decision) == date(2026, 12, 23)
    with pytest.raises(RuleError) as refusal:
        finalise_grant(grant, on=TODAY, by=officer, at=NOW)
    assert refusal.value.code == "not_final"


def test_no_money_before_finality(line: BudgetLine, officer: User, approver: User) -> None:
    grant = approved(line, officer, approver)
    with pytest.raises(RuleError, match="bestandskräftig"):
        request_drawdown(grant, line, Decimal("1000"), on=TODAY, by=officer, at=NOW)
    assert not Drawdown.objects.exists()


def refused(call: Any, *args: Any, **values: Any) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        call(*args, **values)
    return refusal.value


def test_appeal_in_time_stops_the_case_until_it_ends(staff: Staff) -> None:
    grant = staff.notified()
    record_appeal(grant, on=TODAY, by=staff.officer, at=NOW)
    assert fresh(grant).state == GrantState.OBJECTED
    late: dict[str, Any] = {"on": TODAY + timedelta(days=400), "at": NOW + timedelta(days=400)}
    error = refused(finalise_grant, fresh(grant), by=staff.officer, **late)
    assert error.field == "waived_on"
    finalise_grant(fresh(grant), by=staff.officer, waived_on=TODAY, **late)
    assert fresh(grant).state == GrantState.FINAL


def test_case_is_not_final_before_its_waiver(staff: Staff) -> None:
    grant = staff.notified()
    later = TODAY + timedelta(days=1)
    given: dict[str, Any] = {
        "by": staff.officer,
        "waived_on": later,
        "at": NOW + timedelta(days=1),
    }
    error = refused(finalise_grant, grant, on=TODAY, **given)
    assert (error.field, error.code) == ("on", "order")
    finalise_grant(fresh(grant), on=later, **given)
    assert (fresh(grant).state, fresh(grant).state_on) == (GrantState.FINAL, later)


def test_appeal_out_of_time_is_refused(staff: Staff) -> None:
    grant = staff.notified()
    legislate(grant, uninstructed_finality_months=1)
    said: dict[str, Any] = {"by": staff.officer, "at": NOW + timedelta(days=60)}
    assert refused(record_appeal, grant, on=date(2026, 12, 24), **said).code == "too_late"
    before = TODAY - timedelta(days=1)
    assert refused(record_appeal, grant, on=before, **said).field == "on"
    record_appeal(grant, on=date(2026, 12, 23), **said)


def notified(staff: Staff, kind: NotificationKind) -> Decision:
    """A decision of the cooperation program, sent or handed over on Monday, 23 November 2026."""
    grant = staff.approved()
    notify_grant(grant, on=TODAY, by=staff.officer, at=NOW, kind=kind)
    return Decision.objects.get(grant=grant)


@pytest.mark.usefixtures("untranslated")
def test_decision_becomes_final_when_its_last_day_is_over(staff: Staff) -> None:
    decision = notified(staff, NotificationKind.POST)
    last = final_day(decision)
    assert last is not None
    day = timedelta(days=1)
    over = NOW + (last - TODAY) + day
    says_no(
        lambda: finalise_grant(decision.grant, on=last, by=staff.officer, at=over - day),
        "on",
        "not_final",
        f"The time for an appeal ends on {format_day(last)}.",
    )
    finalise_grant(decision.grant, on=last + day, by=staff.officer, at=over)
    decision.refresh_from_db()
    assert decision.final_on == last
