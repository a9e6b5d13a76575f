"""Limits that hold after the decision too: rate and cap, days, numbers, signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision, notify_grant
from programs.actions.decision.ending import propose_ending, record_appeal
from programs.actions.decision.finality import finalise_change, finalise_grant
from programs.actions.decision.later import approve_change, notify_change
from programs.actions.payment.limits import check_number_is_free
from programs.actions.payment.orders import order_payment, prepare_payment, request_drawdown
from programs.choices import DecisionKind, FinancingType
from programs.models import BudgetLine, Decision, Directive, Grant, LedgerEntry, Program
from programs.terms.plans import FinancingPlan
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory, DirectiveFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
PLAN = {
    "financing_type": FinancingType.SHARE,
    "funding_rate": Decimal("0.8"),
    "eligible_eur": Decimal("125000.00"),
    "own_eur": Decimal("25000.00"),
    "third_party_eur": Decimal(0),
}


def refused(call: Callable[..., Any], *args: Any, **values: Any) -> RuleError:
    """The refusal; it writes nothing to the ledger."""
    before = LedgerEntry.objects.count()
    with pytest.raises(RuleError) as refusal:
        call(*args, **values)
    assert LedgerEntry.objects.count() == before
    return refusal.value


def amend(staff: Staff, grant: Grant, line: BudgetLine, amount: str, **values: Any) -> Decision:
    return propose_amendment(
        grant,
        lines={line: Decimal(amount)},
        reason="Mehrkosten",
        by=staff.officer,
        at=NOW,
        **values,
    )


def test_amendment_over_the_rate_needs_a_reason_of_its_own(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="900000.00")
    grant = staff.final(line)
    error = refused(amend, staff, grant, line, "0.01")
    assert (error.field, error.code) == ("override_reason", "rate")
    decision = amend(staff, grant, line, "0.01", override_reason="Fünfter Standort")
    assert decision.reason == "Mehrkosten\nFünfter Standort"
    assert amend(staff, grant, line, "-10000.00").amount_eur == Decimal("-10000.00")


def test_amendment_of_a_financing_plan_adds_up_to_the_cent(staff: Staff) -> None:
    directive = DirectiveFactory.create(max_rate=Decimal("0.8"))
    line = BudgetLineFactory.create(program=directive.program, money="900000.00")
    grant = staff.final(line, program=directive.program, **PLAN)
    assert refused(amend, staff, grant, line, "8000.00").field == "tranches"
    assert refused(amend, staff, grant, line, "-8000.00").code == "financing_plan"
    plan = FinancingPlan(Decimal(135000), Decimal(27000), Decimal(0), Decimal("0.8"))
    assert refused(amend, staff, grant, line, "8000.01", plan=plan).code == "rate"
    assert refused(amend, staff, grant, line, "7999.99", plan=plan).code == "financing_plan"
    decision = amend(staff, grant, line, "8000.00", plan=plan)
    assert FinancingPlan.of(decision) == plan
    assert FinancingPlan.of(fresh(grant)).eligible_eur == Decimal(125000)
    approve_change(decision, by=staff.approver, at=NOW)
    notify_change(grant, on=TODAY, by=staff.officer, at=NOW)
    assert FinancingPlan.of(fresh(grant)) == plan


def test_cap_binds_without_a_rate_per_partner(staff: Staff) -> None:
    cap = Directive.objects.get(program__code="starke-heimat-phase-2")
    assert (cap.cap_eur, cap.per_partner_eur) == (Decimal(2_500_000), None)
    directive = DirectiveFactory.create(cap_eur=Decimal("100000.00"))
    line = BudgetLineFactory.create(program=directive.program, money="900000.00")
    over: dict[str, Any] = {"tranches": {line: Decimal("100000.04")}, "program": directive.program}
    shares = dict.fromkeys(("06535011", "06535001", "06535006", "06535018"), Decimal("25000.01"))
    error = refused(staff.proposed, **over, shares=shares)
    assert (error.field, error.code) == ("override_reason", "cap")
    grant = staff.final(line, program=directive.program)
    assert refused(amend, staff, grant, line, "0.01").code == "cap"


def test_without_a_directive_in_force_nothing_is_decided(staff: Staff) -> None:
    directive = DirectiveFactory.create(valid_to=date(2025, 12, 31))
    line = BudgetLineFactory.create(program=directive.program)
    error = refused(staff.proposed, line, program=directive.program)
    assert (error.field, error.code) == ("received_on", "no_directive")
    assert "02.03.2026" in error.message
    decision = staff.proposed(line, program=directive.program, received_on=date(2025, 12, 31))
    assert fresh(decision.grant).directive == directive


def _in_the_future(staff: Staff) -> dict[str, Callable[[], object]]:
    proposed = staff.proposed()
    approved, notified, final = staff.approved(), staff.notified(), staff.final()
    changed = staff.final(line := BudgetLineFactory.create())
    approve_change(amend(staff, changed, line, "-1.00"), by=staff.approver, at=NOW)
    told = staff.final(other := BudgetLineFactory.create())
    approve_change(amend(staff, told, other, "-1.00"), by=staff.approver, at=NOW)
    notify_change(told, on=TODAY, by=staff.officer, at=NOW)
    drawn = BudgetLine.objects.get(grant_balances__grant=final)
    usual: dict[str, Any] = {"on": TOMORROW, "by": staff.officer, "at": NOW}
    waived = {**usual, "on": TODAY, "waived_on": TOMORROW}
    signed: dict[str, Any] = {"by": staff.approver, "at": NOW, "decided_on": TOMORROW}
    return {
        "decided": lambda: approve_decision(proposed, **signed),
        "notified": lambda: notify_grant(approved, **usual),
        "final": lambda: finalise_grant(notified, **usual),
        "waived": lambda: finalise_grant(notified, **waived),
        "appeal": lambda: record_appeal(notified, **usual),
        "change told": lambda: notify_change(changed, **usual),
        "change told, waived": lambda: notify_change(changed, **waived),
        "change final": lambda: finalise_change(told, **usual),
        "change waived": lambda: finalise_change(told, **waived),
        "drawn": lambda: request_drawdown(final, drawn, Decimal(1), **usual),
    }


def test_no_step_is_recorded_for_a_day_to_come(staff: Staff) -> None:
    steps = _in_the_future(staff)
    assert {name: refused(step).code for name, step in steps.items()} == dict.fromkeys(
        steps, "future"
    )


def test_no_money_is_drawn_or_paid_for_a_day_before_finality(staff: Staff) -> None:
    grant = staff.final()
    line = BudgetLine.objects.get(grant_balances__grant=grant)
    early = TODAY - timedelta(days=1)
    drawing: dict[str, Any] = {"by": staff.officer, "at": NOW}
    error = refused(request_drawdown, grant, line, Decimal(1), on=early, **drawing)
    assert (error.field, error.code) == ("on", "not_final")
    drawdown = request_drawdown(grant, line, Decimal(1), on=TODAY, **drawing)
    payment = prepare_payment(drawdown, Decimal(1), **drawing)
    error = refused(order_payment, payment, paid_on=early, by=staff.approver, at=NOW)
    assert (error.field, error.code) == ("paid_on", "not_final")


def test_number_of_the_accounting_belongs_to_one_payment(staff: Staff) -> None:
    grant = staff.final()
    line = BudgetLine.objects.get(grant_balances__grant=grant)
    drawdown = request_drawdown(grant, line, Decimal(2), on=TODAY, by=staff.officer, at=NOW)
    first, second = (
        prepare_payment(drawdown, Decimal(1), by=staff.officer, at=NOW) for _part in range(2)
    )
    ordered: dict[str, Any] = {
        "paid_on": TODAY,
        "by": staff.approver,
        "at": NOW,
        "booking_reference": "4711",
    }
    order_payment(first, **ordered)
    error = refused(order_payment, second, **ordered)
    assert (error.field, error.code) == ("booking_reference", "number_taken")
    assert "4711" in error.message
    assert grant.file_reference in error.message
    unseen = refused(check_number_is_free, second, "4711", by=UserFactory.create())
    assert "4711" in unseen.message
    assert grant.file_reference not in unseen.message


def test_one_number_is_not_asked_for_many_payments(staff: Staff) -> None:
    grant = staff.final()
    line = BudgetLine.objects.get(grant_balances__grant=grant)
    drawdown = request_drawdown(grant, line, Decimal(2), on=TODAY, by=staff.officer, at=NOW)
    rows = [prepare_payment(drawdown, Decimal(1), by=staff.officer, at=NOW) for _ in range(2)]
    page = signed_in(staff.approver).post(
        "/admin/programs/payment/",
        {"action": "order", "_selected_action": [row.pk for row in rows]},
    )
    assert list(page.context["form"].fields) == ["paid_on"]


@pytest.mark.parametrize("kind", [DecisionKind.REVOCATION, DecisionKind.LAPSE])
def test_ending_above_the_threshold_needs_a_third_signature(
    staff: Staff, kind: DecisionKind
) -> None:
    grant = staff.final()
    Program.objects.filter(pk=grant.program_id).update(
        third_signature_from_eur=Decimal("100000.00")
    )
    decision = propose_ending(
        grant,
        kind,
        reason="Zweck verfehlt",
        known_on=TODAY,
        hearing_on=TODAY,
        by=staff.officer,
        at=NOW,
    )
    approve_change(decision, by=staff.approver, at=NOW)
    assert fresh_decision(decision).approved_at is None
    error = refused(approve_change, decision, by=staff.approver, at=NOW)
    assert error.code == "six_eyes"
    approve_change(decision, by=staff.second, at=NOW)
    assert fresh_decision(decision).approved_by == staff.second


def fresh_decision(decision: Decision) -> Decision:
    return Decision.objects.get(pk=decision.pk)
