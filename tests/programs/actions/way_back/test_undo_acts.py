"""What of a case may be undone at each point of its life, and how it stands afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.actions.application import (
    notify_rejection,
    propose_rejection,
    reject_application,
    withdraw_application,
)
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.ending import record_appeal, record_change_appeal
from programs.actions.decision.finality import finalise_grant
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.proof.check import receive_proof, review_proof
from programs.actions.proof.reminders import record_reminder
from programs.choices import CheckResult, GrantState
from programs.models import Grant
from programs.terms.plans import FinancingPlan
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, GIESSEN, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.programs.actions.way_back.test_corrections import kinds, undo
from tests.programs.actions.way_back.test_undo_states import told

pytestmark = pytest.mark.django_db


def test_an_appeal_is_undone_once_its_end_is_and_the_decision_is_told_as_before(
    staff: Staff,
) -> None:
    case = staff.notified()
    assert kinds(case) == ["notification"]
    days: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    record_appeal(case, **days)
    assert kinds(case) == ["appeal"]
    finalise_grant(case, waived_on=TODAY, **days)
    assert kinds(case) == ["finality"]
    assert undo(staff, case, "finality").state == GrantState.OBJECTED
    case = undo(staff, case, "appeal")
    assert (case.state, case.decisions.get().objected_on) == (GrantState.NOTIFIED, None)
    assert kinds(case) == ["notification"]


def test_an_appeal_against_a_change_holds_its_notification_and_moves_no_case(staff: Staff) -> None:
    case = staff.final()
    made = told(staff, case)
    assert kinds(case) == ["change_notification", "finality"]
    record_change_appeal(made, on=TODAY, by=staff.officer, at=NOW)
    assert kinds(case) == ["appeal", "finality"]
    assert undo(staff, case, "appeal").state == GrantState.FINAL
    assert kinds(case) == ["change_notification", "finality"]


def test_a_rejection_is_undone_from_its_sending_to_its_signature(staff: Staff) -> None:
    case: Grant = GrantFactory.create(state=GrantState.IN_REVIEW, received_on=TODAY)
    values: dict[str, Any] = {"by": staff.officer, "at": NOW}
    propose_rejection(case, reason="Kein Interesse", **values)
    assert kinds(case) == []
    reject_application(case, by=staff.approver, at=NOW)
    assert kinds(case) == ["decision"]
    notify_rejection(case, on=TODAY, **values)
    assert kinds(case) == ["change_notification"]
    case = undo(staff, case, "change_notification")
    decision = case.decisions.get()
    assert (case.state, case.retention_until) == (GrantState.REJECTED, None)
    assert (decision.notified_on, decision.notification_kind, decision.delivered_on) == (
        None,
        "",
        None,
    )
    assert undo(staff, case, "decision").state == GrantState.IN_REVIEW


@pytest.mark.parametrize(
    ("received_on", "state"), [(TODAY, GrantState.SUBMITTED), (None, GrantState.DRAFT)]
)
def test_a_withdrawn_application_is_as_far_as_it_was_until_its_file_is_offered(
    staff: Staff, received_on: date | None, state: GrantState
) -> None:
    case: Grant = GrantFactory.create(state=GrantState.SUBMITTED, received_on=TODAY)
    withdraw_application(case, on=TODAY, by=staff.officer, at=NOW)
    Grant.objects.filter(pk=case.pk).update(received_on=received_on)
    assert kinds(case) == ["withdrawal"]
    case = undo(staff, case, "withdrawal")
    assert (case.state, case.withdrawn_on, case.retention_until) == (state, None, None)
    assert kinds(case) == []
    over = {"retention_until": date(2020, 12, 31), "archive_offered_on": TODAY}
    for ended in (GrantState.WITHDRAWN, GrantState.CLOSED):
        offered = GrantFactory.create(state=ended, **over)
        assert kinds(offered) == []


def test_terms_that_an_amendment_changed_are_those_of_before_again(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="150000.00")
    period: dict[str, Any] = {"period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31)}
    case = staff.final(line, **period)
    before = FinancingPlan.of(case)
    plan = replace(before, own_eur=Decimal("5.00"))
    change: dict[str, Any] = {"lines": {line: Decimal("-4.00")}, "plan": plan, "applied_on": TODAY}
    later = date(2027, 6, 30)
    values: dict[str, Any] = {"reason": "Später", "override_reason": "x", "by": staff.officer}
    made = propose_amendment(case, period_end=later, at=NOW, **change, **values)
    approve_change(made, by=staff.approver, at=NOW)
    notify_change(case, on=TODAY, by=staff.officer, at=NOW)
    assert (fresh(case).period_end, FinancingPlan.of(fresh(case))) == (later, plan)
    case = undo(staff, case, "change_notification")
    assert (case.period_end, FinancingPlan.of(case)) == (date(2026, 12, 31), before)


def test_a_body_that_an_amendment_brought_in_leaves_with_it(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="150000.00")
    case = staff.final(line)
    values: dict[str, Any] = {"reason": "Beitritt", "override_reason": "x", "by": staff.officer}
    shares = {GIESSEN: Decimal("1.00"), ALSFELD: Decimal("-25000.00")}
    change: dict[str, Any] = {"lines": {line: Decimal("-24999.00")}, "shares": shares}
    made = propose_amendment(case, at=NOW, **change, **values)
    approve_change(made, by=staff.approver, at=NOW)
    notify_change(case, on=TODAY, by=staff.officer, at=NOW)
    parts = dict(case.participations.values_list("municipality", "share_eur"))
    assert (parts[GIESSEN], parts[ALSFELD]) == (Decimal("1.00"), Decimal("0.00"))
    undo(staff, case, "change_notification")
    parts = dict(case.participations.values_list("municipality", "share_eur"))
    assert (GIESSEN in parts, parts[ALSFELD]) == (False, Decimal("25000.00"))
    assert LAUTERBACH in parts


def test_what_somebody_was_reminded_of_or_decided_upon_stands(staff: Staff) -> None:
    case = staff.final()
    staff.paid(case, "100000.00")
    due = staff.proof_due(fresh(case), on=TODAY)
    assert "completion" in kinds(due)
    record_reminder(due, on=TODAY, by=staff.officer, at=NOW)
    assert "completion" not in kinds(due)
    done: dict[str, Any] = {"by": staff.officer, "at": NOW}
    receive_proof(due, on=TODAY, actual_eur=Decimal("90000.00"), **done)
    review_proof(due, result=CheckResult.REDUCED, note="Belege gesehen.", **done)
    assert kinds(case) == ["check"]
    staff.amended(fresh(case), {}, reason="Bestätigt")
    assert "check" not in kinds(case)
