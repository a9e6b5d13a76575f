"""Appeals against what follows the initial decision: amendments, endings, rejections."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.application import notify_rejection, propose_rejection, reject_application
from programs.actions.closing import close_grant
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.ending import propose_ending, record_change_appeal
from programs.actions.decision.finality import finalise_change
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.payment.orders import request_drawdown
from programs.choices import DecisionKind, GrantState
from programs.models import BudgetLine, Decision, Directive, Grant
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.programs.desk import person, signed_in, step
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=400)
YEAR_END = NOW + timedelta(days=38)  # a month after the delivery, in the year of the line


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create(money="150000.00")


def object_to(staff: Staff, decision: Decision, **changed: Any) -> None:
    values: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW, **changed}
    record_change_appeal(decision, **values)


def amended(staff: Staff, grant: Grant, line: BudgetLine) -> Decision:
    """An amendment that adds 1,000 EUR, notified today, not final."""
    decision = propose_amendment(
        fresh(grant),
        lines={line: Decimal("1000.00")},
        reason="Mehrkosten",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )
    approve_change(decision, by=staff.approver, at=NOW)
    return notify_change(grant, on=TODAY, by=staff.officer, at=NOW)


def rejected(staff: Staff) -> Grant:
    grant: Grant = GrantFactory.create(draft=True, state=GrantState.IN_REVIEW)
    directive = Directive.objects.valid_on(grant.program, TODAY).first()
    Grant.objects.filter(pk=grant.pk).update(directive=directive)
    propose_rejection(grant, reason="Nicht förderfähig", by=staff.officer, at=NOW)
    reject_application(grant, by=staff.approver, at=NOW)
    notify_rejection(grant, on=TODAY, by=staff.officer, at=NOW)
    return fresh(grant)


def test_change_with_an_open_appeal_is_not_final_by_time(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    decision = amended(staff, grant, line)
    object_to(staff, decision)
    assert fresh(grant).state == GrantState.FINAL
    late: dict[str, Any] = {"on": YEAR_END.date(), "by": staff.officer, "at": YEAR_END}
    with pytest.raises(RuleError) as refusal:
        finalise_change(grant, **late)
    assert (refusal.value.field, refusal.value.code) == ("waived_on", "appeal_open")
    with pytest.raises(RuleError, match=r"100\.000,00"):
        request_drawdown(fresh(grant), line, Decimal("100000.01"), **late)
    ended_on = TODAY + timedelta(days=30)
    finalise_change(grant, waived_on=ended_on, **late)
    decision.refresh_from_db()
    assert (decision.objected_on, decision.final_on) == (TODAY, ended_on)


def test_appeal_does_not_end_before_it_was_received(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    received = TODAY + timedelta(days=10)
    object_to(staff, amended(staff, grant, line), on=received, at=LATER)
    with pytest.raises(RuleError) as refusal:
        finalise_change(grant, on=LATER.date(), by=staff.officer, at=LATER, waived_on=TODAY)
    assert refusal.value.field == "waived_on"


def test_ending_with_an_open_appeal_keeps_its_state_and_is_not_closed(staff: Staff) -> None:
    grant = staff.ended(staff.final())
    object_to(staff, grant.decisions.get(kind=DecisionKind.REVOCATION))
    assert fresh(grant).state == GrantState.REVOKED
    closing: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW}
    with pytest.raises(RuleError) as refusal:
        close_grant(fresh(grant), **closing)
    assert refusal.value.code == "appeal_open"
    finalise_change(grant, on=TODAY, by=staff.officer, at=NOW, waived_on=TODAY)
    close_grant(fresh(grant), **closing)


def test_appeal_against_a_rejection_comes_inside_its_time(staff: Staff) -> None:
    grant = rejected(staff)
    decision = grant.decisions.get(kind=DecisionKind.REJECTION)
    assert decision.delivered_on is not None
    with pytest.raises(RuleError) as refusal:
        object_to(staff, decision, on=date(2028, 1, 10), at=NOW + timedelta(days=500))
    assert refusal.value.code == "too_late"
    object_to(staff, decision)
    assert fresh(grant).state == GrantState.REJECTED


def test_appeal_is_recorded_once_and_only_while_it_can_be(staff: Staff, line: BudgetLine) -> None:
    grant = staff.final(line)
    first, initial = amended(staff, grant, line), grant.decisions.get(kind=DecisionKind.INITIAL)
    object_to(staff, first)
    final = staff.amended(fresh(grant), {line: Decimal("1.00")})
    for decision in (first, initial, final):
        with pytest.raises(RuleError) as refusal:
            object_to(staff, decision)
        assert refusal.value.code == "nothing_open"
    with pytest.raises(RuleError) as refusal:
        object_to(staff, first, by=staff.budget)
    assert refusal.value.code == "not_allowed"


def test_officer_chooses_the_decision_of_the_appeal_and_its_end(
    staff: Staff, line: BudgetLine
) -> None:
    grant = staff.final(line)
    first, second = amended(staff, grant, line), amended(staff, grant, line)
    officer = signed_in(staff.officer)
    assert step(officer, grant, "object_change", on="23.11.2026").status_code == 200
    answer = step(officer, grant, "object_change", on="23.11.2026", decision=str(first.pk))
    assert answer.status_code == 302
    days = {"on": "23.11.2026", "waived_on": "23.11.2026"}
    answer = step(officer, grant, "finalise_change", decision=str(second.pk), **days)
    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.objected_on, first.final_on) == (TODAY, None)
    assert (second.objected_on, second.final_on) == (None, TODAY)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_appeal_against_a_change_is_recorded_by_officers_only(
    staff: Staff, line: BudgetLine, role: Role
) -> None:
    grant = staff.final(line)
    amended(staff, grant, line)
    url = reverse("admin:programs_grant_step", args=[grant.pk, "object_change"])
    assert signed_in(person(role)).get(url).status_code == 403


@pytest.mark.usefixtures("untranslated")
def test_of_two_changes_the_second_waits_until_the_first_is_told_or_falls_with_its_end(
    staff: Staff, line: BudgetLine
) -> None:
    """So a letter that goes out is always that of the one change that was not told."""
    values: dict[str, Any] = {"reason": "Zweck", "by": staff.officer, "at": NOW}

    def proposed(grant: Grant, line: BudgetLine) -> tuple[Decision, Decision]:
        less = propose_amendment(grant, lines={line: Decimal("-1000.00")}, **values)
        heard: dict[str, Any] = {"known_on": TODAY, "hearing_on": TODAY}
        return less, propose_ending(grant, DecisionKind.REVOCATION, **heard, **values)

    grant = staff.final(line)
    less, end = proposed(grant, line)
    approve_change(less, by=staff.approver, at=NOW)
    says_no(
        lambda: approve_change(end, by=staff.approver, at=NOW),
        None,
        "unsent",
        "An approved change is not notified yet. Record its notification first.",
    )
    notify_change(grant, on=TODAY, by=staff.officer, at=NOW)
    less, end = proposed(fresh(grant), line)
    approve_change(end, by=staff.approver, at=NOW)
    says_no(
        lambda: approve_change(less, by=staff.approver, at=NOW),
        None,
        "replaced",
        "This proposal was replaced or thrown away.",
    )
