"""The proof of use from its due date to its check, and what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from programs.actions.proof.check import await_proof, mark_for_depth, receive_proof, review_proof
from programs.choices import CheckResult, FinancingType, GrantState, ProofKind
from programs.models import Directive, Grant, ProofOfUse
from programs.queries.proof import overpaid_eur, proof_standing
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import BudgetLineFactory, legislate
from tests.held import changed

pytestmark = pytest.mark.django_db


def shared(staff: Staff, paid: str = "100000.00") -> Grant:
    """A paid case that finances 80 % of 125,000 EUR."""
    line = BudgetLineFactory.create()
    Directive.objects.filter(program=line.program).update(financing_types=[FinancingType.SHARE])
    grant = staff.final(
        line,
        financing_type=FinancingType.SHARE,
        funding_rate=Decimal("0.8"),
        eligible_eur=Decimal("125000.00"),
        own_eur=Decimal("25000.00"),
        third_party_eur=Decimal("0.00"),
    )
    staff.paid(grant, paid)
    return fresh(grant)


def test_completed_project_awaits_its_proof_by_the_directive(staff: Staff) -> None:
    grant = staff.completed(staff.final(), on=TODAY)
    proof = await_proof(grant, by=staff.officer, kind=ProofKind.FULL)
    assert (proof.due_on, proof.kind) == (date(2027, 11, 23), "full")
    assert fresh(grant).state == GrantState.PROOF_DUE


def test_directive_without_months_asks_for_the_day(staff: Staff) -> None:
    grant = staff.completed(staff.final())
    legislate(grant, proof_months=None)
    with pytest.raises(RuleError) as refusal:
        await_proof(grant, by=staff.officer)
    assert refusal.value.field == "due_on"
    assert fresh(grant).state == GrantState.COMPLETED
    assert await_proof(grant, by=staff.officer, due_on=TODAY).due_on == TODAY


def test_proof_is_due_on_the_day_of_the_decision_at_the_earliest(staff: Staff) -> None:
    grant = staff.completed(staff.final())
    with pytest.raises(RuleError) as refusal:
        await_proof(grant, by=staff.officer, due_on=TODAY - timedelta(days=1))
    assert (refusal.value.field, refusal.value.code) == ("due_on", "order")
    proof = await_proof(grant, by=staff.officer, due_on=TODAY)
    early = ProofOfUse.objects.filter(pk=proof.pk)
    assert changed(early, due_on=TODAY - timedelta(days=1)) == "days_in_order"


def test_time_for_the_proof_of_a_period_that_was_over_begins_with_the_decision(
    staff: Staff,
) -> None:
    """The application came in time, the decision after the end of the period."""
    grant = staff.final(period_start=date(2025, 1, 1), period_end=date(2025, 6, 30))
    proof = await_proof(staff.completed(grant, on=TODAY), by=staff.officer)
    assert proof.due_on == date(2027, 11, 23)


def test_proof_is_awaited_after_completion_only(staff: Staff) -> None:
    grant = staff.final()
    with pytest.raises(RuleError) as refusal:
        await_proof(grant, by=staff.officer)
    assert refusal.value.code == "wrong_state"


def test_received_proof_keeps_what_it_tells(staff: Staff) -> None:
    grant = staff.proof_received(staff.final(), "98000.00")
    proof = ProofOfUse.objects.get(grant=grant)
    assert grant.state == GrantState.PROOF_SUBMITTED
    assert (proof.submitted_on, proof.actual_eur) == (TODAY, Decimal("98000.00"))
    assert proof.narrative_report
    assert proof.financial_statement


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"actual_eur": Decimal("-0.01")}, "actual_eur"),
        ({"other_funds_eur": Decimal("-1")}, "other_funds_eur"),
    ],
)
def test_receipt_refuses_what_cannot_be(
    staff: Staff, changed: dict[str, object], field: str
) -> None:
    grant = staff.proof_due(staff.final())
    values = {"on": TODAY, "actual_eur": Decimal("1.00"), **changed}
    with pytest.raises(RuleError) as refusal:
        receive_proof(grant, by=staff.officer, at=NOW, **values)  # type: ignore[arg-type]  # mixed
    assert refusal.value.field == field
    assert fresh(grant).state == GrantState.PROOF_DUE


@pytest.mark.parametrize(("rate", "drawn"), [(None, False), ("0", False), ("1", True)])
def test_receipt_draws_by_the_rate_of_the_directive(
    staff: Staff, rate: str | None, drawn: bool
) -> None:
    grant = staff.final()
    legislate(grant, sample_rate=rate)
    staff.proof_received(grant)
    assert ProofOfUse.objects.get(grant=grant).sampled is drawn


def test_proof_marked_by_hand_stays_marked(staff: Staff) -> None:
    grant = staff.proof_due(staff.final())
    mark_for_depth(grant, by=staff.officer)
    receive_proof(grant, on=TODAY, by=staff.officer, at=NOW, actual_eur=Decimal(1))
    assert ProofOfUse.objects.get(grant=grant).sampled
    with pytest.raises(RuleError):
        mark_for_depth(staff.final(), by=staff.officer)


def test_check_in_full_accepts_the_grant_as_approved(staff: Staff) -> None:
    grant = staff.proof_checked(shared(staff), "125000.00")
    proof = ProofOfUse.objects.get(grant=grant)
    assert grant.state == GrantState.PROOF_CHECKED
    assert (proof.recalculated_eur, proof.checked_by) == (Decimal("100000.00"), staff.officer)
    assert overpaid_eur(grant) == Decimal("0.00")


def test_lower_costs_reduce_the_grant_and_leave_an_overpayment(staff: Staff) -> None:
    grant = staff.proof_checked(shared(staff), "100000.00", CheckResult.REDUCED)
    assert ProofOfUse.objects.get(grant=grant).recalculated_eur == Decimal("80000.00")
    assert overpaid_eur(grant) == Decimal("20000.00")


def test_unpaid_rest_is_no_overpayment(staff: Staff) -> None:
    grant = staff.proof_checked(shared(staff, "70000.00"), "100000.00", CheckResult.REDUCED)
    assert overpaid_eur(grant) == Decimal("0.00")


def test_overpayment_is_unknown_before_the_check(staff: Staff) -> None:
    assert overpaid_eur(staff.proof_received(shared(staff), "1.00")) == Decimal("0.00")


def test_proof_that_is_not_accepted_proves_nothing(staff: Staff) -> None:
    grant = staff.proof_checked(shared(staff), "125000.00", CheckResult.REFUSED)
    assert overpaid_eur(grant) == Decimal("100000.00")


@pytest.mark.parametrize(
    ("actual", "result"),
    [("100000.00", CheckResult.ACCEPTED), ("125000.00", CheckResult.REDUCED)],
)
def test_result_has_to_fit_the_arithmetic(staff: Staff, actual: str, result: CheckResult) -> None:
    grant = staff.proof_received(shared(staff), actual)
    with pytest.raises(RuleError) as refusal:
        review_proof(grant, result=result, note="Belege gesehen.", by=staff.officer, at=NOW)
    assert refusal.value.code == "result_differs"
    assert ProofOfUse.objects.get(grant=grant).checked_on is None


def test_check_recognises_less_than_the_proof_tells(staff: Staff) -> None:
    grant = staff.proof_received(shared(staff), "125000.00")
    review_proof(
        grant,
        result=CheckResult.REDUCED,
        note="Bewirtung nicht zuwendungsfähig.",
        by=staff.officer,
        at=NOW,
        actual_eur=Decimal("120000.00"),
    )
    proof = ProofOfUse.objects.get(grant=grant)
    assert (proof.actual_eur, proof.recalculated_eur) == (Decimal("120000.00"), Decimal("96000.00"))


def test_check_needs_a_note_and_the_parts_of_the_proof(staff: Staff) -> None:
    grant = staff.proof_received(shared(staff), "125000.00", financial_statement=False)
    for note, field in ((" ", "note"), ("Belege gesehen.", "result")):
        with pytest.raises(RuleError) as refusal:
            review_proof(grant, result=CheckResult.ACCEPTED, note=note, by=staff.officer, at=NOW)
        assert refusal.value.field == field


def test_whoever_ordered_the_payment_does_not_check_the_proof(staff: Staff) -> None:
    grant = staff.proof_received(shared(staff), "125000.00")
    grant_role_from_console(staff.approver, Role.OFFICER, reason="test", at=NOW)
    both = User.objects.get(pk=staff.approver.pk)
    with pytest.raises(RuleError) as refusal:
        review_proof(grant, result=CheckResult.ACCEPTED, note="Gut.", by=both, at=NOW)
    assert refusal.value.code == "six_eyes"


def test_partner_does_not_check_its_own_proof(staff: Staff) -> None:
    grant = staff.proof_received(shared(staff), "125000.00")
    own = UserFactory.create(roles=[Role.OFFICER], of=[LAUTERBACH])
    with pytest.raises(RuleError) as refusal:
        review_proof(grant, result=CheckResult.ACCEPTED, note="Gut.", by=own, at=NOW)
    assert refusal.value.code == "own_municipality"


def test_auditor_may_neither_receive_nor_check(staff: Staff) -> None:
    auditor = UserFactory.create(roles=[Role.AUDITOR])
    due = staff.proof_due(staff.final())
    with pytest.raises(RuleError) as refusal:
        receive_proof(due, on=TODAY, by=auditor, at=NOW, actual_eur=Decimal(1))
    assert refusal.value.code == "not_allowed"
    with pytest.raises(RuleError) as refusal:
        mark_for_depth(due, by=auditor)
    assert refusal.value.code == "not_allowed"


def test_checked_proof_is_frozen_in_the_database(staff: Staff) -> None:
    proof = ProofOfUse.objects.get(grant=staff.proof_checked(shared(staff), "125000.00"))
    for change in ({"check_note": "anders"}, {"recalculated_eur": 1}, {"checked_on": None}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            ProofOfUse.objects.filter(pk=proof.pk).update(**change)
    with pytest.raises(IntegrityError, match="cannot be deleted"), transaction.atomic():
        ProofOfUse.objects.filter(pk=proof.pk)._raw_delete("default")


def test_database_refuses_a_check_without_note(staff: Staff) -> None:
    grant = staff.proof_received(staff.final())
    with pytest.raises(IntegrityError, match="check_has_note_and_result"), transaction.atomic():
        ProofOfUse.objects.filter(grant=grant).update(checked_on=TODAY, result="accepted")


def test_standing_says_overdue_without_storing_it(staff: Staff) -> None:
    proof = ProofOfUse(due_on=date(2026, 11, 20))
    assert "20.11.2026" in proof_standing(proof, TODAY)
    assert proof_standing(proof, TODAY) != proof_standing(proof, date(2026, 11, 20))
