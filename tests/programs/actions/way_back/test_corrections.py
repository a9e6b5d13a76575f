"""What was recorded is undone by two people with a reason: days cleared, money booked back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from core.errors import RuleError
from programs.actions import application, closing
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.actions.decision.ending import propose_ending
from programs.actions.decision.later import approve_change
from programs.actions.payment.changes import release_drawdown
from programs.actions.way_back import corrections
from programs.actions.way_back.withdrawing import send_back
from programs.choices import Act, DecisionKind, GrantState
from programs.models import (
    BudgetBalance,
    Decision,
    Grant,
    LedgerEntry,
    ProofOfUse,
)
from tests.factories.accounts import NOW
from tests.factories.books import lost, overspent
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory
from tests.programs.desk import signed_in
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db
WHY = "Falsch erfasst"


def undo(staff: Staff, case: Grant, kind: str, target: Model | None = None) -> Grant:
    """The case after two people undid an act of that kind: the first, or that on `target`."""
    key = next(
        one.key
        for one in corrections.correctable(fresh(case))
        if one.kind == kind and target in (None, one.target)
    )
    corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW)
    corrections.sign_correction(case, by=staff.approver, at=NOW)
    assert (lost(), overspent()) == ([], [])
    return fresh(case)


def kinds(case: Grant) -> list[str]:
    return [one.kind for one in corrections.correctable(fresh(case))]


def test_a_signed_decision_that_was_not_sent_is_cancelled_and_proposed_anew(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="100000.00")
    case = undo(staff, staff.approved(line), "decision")
    balance = BudgetBalance.objects.get(line=line)
    assert (case.state, balance.committed_eur) == (GrantState.IN_REVIEW, Decimal(0))
    assert (case.decisions.count(), Decision.on_file.filter(grant=case).count()) == (0, 1)
    again = propose_grant(case, by=staff.officer, at=NOW)
    approve_decision(again, by=staff.approver, at=NOW)
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("100000.00")
    reversed_ones = LedgerEntry.objects.filter(reverses__isnull=False)
    assert {entry.reason for entry in reversed_ones} == {WHY}


def test_a_signed_amendment_that_was_not_sent_is_booked_back(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="100000.00")
    case = staff.notified(line)
    made = propose_ending(
        case,
        DecisionKind.LAPSE,
        reason="Nicht angenommen",
        by=staff.officer,
        at=NOW,
    )
    approve_change(made, by=staff.approver, at=NOW)
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal(0)
    assert undo(staff, case, "decision").state == GrantState.NOTIFIED
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("100000.00")


def test_a_signed_rejection_that_was_not_sent_opens_the_case_again(staff: Staff) -> None:
    case = staff.proposed().grant
    send_back(case, by=staff.approver, at=NOW, reason="Ablehnen")
    application.propose_rejection(case, reason="Kein Interesse", by=staff.officer, at=NOW)
    application.reject_application(case, by=staff.approver, at=NOW)
    case = undo(staff, case, "decision")
    assert (case.state, application.proposed_rejection(case)) == (GrantState.IN_REVIEW, None)


def test_notification_and_finality_are_undone_backwards(staff: Staff) -> None:
    case = staff.final()
    assert kinds(case) == ["finality"]
    case = undo(staff, case, "finality")
    assert case.state == GrantState.NOTIFIED
    case = undo(staff, case, "notification")
    decision = case.decisions.get()
    assert (case.state, decision.notified_on, decision.final_on) == (
        GrantState.APPROVED,
        None,
        None,
    )
    assert not case.awaits_hand_over


def test_finality_is_kept_while_money_is_drawn(staff: Staff) -> None:
    case = staff.final()
    drawdown = staff.drawn(case, "500.00")
    assert "finality" not in kinds(case)
    release_drawdown(drawdown, reason=WHY, on=TODAY, by=staff.officer, at=NOW)
    assert fresh(case).state == GrantState.FINAL
    assert undo(staff, case, "finality").state == GrantState.NOTIFIED


def test_a_told_amendment_gives_shares_back(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="200000.00")
    case = staff.final(line)
    before = list(case.participations.values_list("municipality", "share_eur"))
    made = staff.amended(case, {line: Decimal("-4000.00")})
    assert list(case.participations.values_list("municipality", "share_eur")) != before
    assert "change_notification" not in kinds(case)
    assert undo(staff, case, "finality", made).state == GrantState.FINAL
    undo(staff, case, "change_notification")
    assert list(case.participations.values_list("municipality", "share_eur")) == before
    undo(staff, case, "decision")
    assert BudgetBalance.objects.get(line=line).committed_eur == Decimal("100000.00")


def test_a_told_revocation_gives_the_state_back(staff: Staff) -> None:
    case = staff.ended(staff.final())
    assert case.state == GrantState.REVOKED
    assert undo(staff, case, "change_notification").state == GrantState.FINAL


def test_completion_is_undone_with_the_proof_it_asked_for(staff: Staff) -> None:
    case = staff.final()
    assert undo(staff, staff.completed(case), "completion").state == GrantState.FINAL
    staff.paid(fresh(case), "0.01")
    case = undo(staff, staff.proof_due(fresh(case)), "completion")
    assert (case.state, case.purpose_fulfilled_on) == (GrantState.IN_PAYMENT, None)
    assert not ProofOfUse.objects.filter(grant=case).exists()
    assert undo(staff, staff.completed(case), "completion").state == GrantState.IN_PAYMENT


def test_a_check_is_undone_and_done_again(staff: Staff) -> None:
    case = undo(staff, staff.proof_checked(staff.final()), "check")
    proof = ProofOfUse.objects.get(grant=case)
    assert (case.state, proof.checked_on, proof.result) == (GrantState.PROOF_SUBMITTED, None, "")
    assert (proof.recalculated_eur, proof.checked_by, proof.check_note) == (None, None, "")


def test_a_closed_case_is_opened_again(staff: Staff) -> None:
    case = staff.ended(staff.final())
    closing.close_grant(case, on=TODAY, by=staff.officer, at=NOW)
    assert undo(staff, case, "closing").state == GrantState.REVOKED


def test_what_was_asked_is_withdrawn_by_its_author_and_sent_back_with_a_reason(
    staff: Staff,
) -> None:
    case = staff.final()
    key = next(corrections.correctable(case)).key
    corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW)
    with pytest.raises(RuleError) as twice:
        corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW)
    assert twice.value.code == "correction_pending"
    corrections.send_correction_back(case, by=staff.approver, at=NOW, reason="Bleibt")
    returned = case.returns.get()
    assert (returned.act, returned.reason, returned.prepared_by) == (
        Act.CORRECTION,
        "Bleibt",
        staff.officer,
    )
    corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW)
    corrections.withdraw_correction(case, by=staff.officer, at=NOW, reason="Doch nicht")
    assert corrections.open_correction(case) is None
    assert fresh(case).state == GrantState.FINAL


def test_the_desk_asks_and_undoes(staff: Staff) -> None:
    case = staff.final()

    def step(name: str) -> str:
        return reverse("admin:programs_grant_step", args=[case.pk, name])

    key = next(corrections.correctable(case)).key
    signed_in(staff.officer).post(step("undo"), {"what": key, "reason": WHY})
    page = signed_in(staff.approver).get(step("sign_undo")).content.decode()
    assert WHY in page
    signed_in(staff.approver).post(step("sign_undo"), {})
    assert fresh(case).state == GrantState.NOTIFIED


@pytest.mark.usefixtures("untranslated")
def test_what_followed_in_the_meantime_stops_the_correction(staff: Staff) -> None:
    case = staff.final()
    key = next(corrections.correctable(case)).key
    corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW)
    staff.drawn(case, "500.00")
    said = "This cannot be undone any more: something followed."
    says_no(
        lambda: corrections.sign_correction(case, by=staff.approver, at=NOW),
        "what",
        "nothing_open",
        said,
    )
    corrections.withdraw_correction(case, by=staff.officer, at=NOW, reason="Doch nicht")
    says_no(
        lambda: corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW),
        "what",
        "nothing_open",
        said,
    )


@pytest.mark.usefixtures("untranslated")
def test_only_a_correction_that_waits_is_signed_or_comes_back(staff: Staff) -> None:
    case = staff.final()
    back: dict[str, Any] = {"at": NOW, "reason": "Frage"}
    for act in (
        lambda: corrections.sign_correction(case, by=staff.approver, at=NOW),
        lambda: corrections.withdraw_correction(case, by=staff.officer, **back),
        lambda: corrections.send_correction_back(case, by=staff.approver, **back),
    ):
        says_no(act, None, "not_prepared", "No correction of this case awaits its signature.")


@pytest.mark.usefixtures("untranslated")
def test_an_amendment_stays_final_while_what_it_adds_is_drawn(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="200000.00")
    case = staff.final(line)
    added = staff.amended(case, {line: Decimal("0.04")})
    staff.drawn(fresh(case), "100000.00")
    drawdown = staff.drawn(fresh(case), "0.01")
    key = f"finality:{added.pk}"
    corrections.ask_correction(case, key, reason=WHY, by=staff.officer, at=NOW)
    says_no(
        lambda: corrections.sign_correction(case, by=staff.approver, at=NOW),
        None,
        "drawn",
        "What this amendment adds is drawn already.",
    )
    release_drawdown(drawdown, reason=WHY, on=TODAY, by=staff.officer, at=NOW)
    corrections.sign_correction(case, by=staff.approver, at=NOW)
    added.refresh_from_db()
    assert added.final_on is None
