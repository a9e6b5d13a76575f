"""The proof of use at the desk: from the completed project to the overpayment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.choices import Role
from programs.actions.payment.changes import ask_to_cancel, cancel_payment, release_drawdown
from programs.actions.proof.check import receive_proof, review_proof
from programs.actions.proof.reminders import record_reminder
from programs.choices import CheckResult, GrantState
from programs.models import Grant, InterimReport, Payment, ProofOfUse, Reminder
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.programs.desk import signed_in, step

pytestmark = pytest.mark.django_db
CHECK = {
    "actual_eur": "60.000,00",
    "other_funds_eur": "0",
    "result": "reduced",
    "note": "Belege gesehen.",
}


def paid(staff: Staff) -> Grant:
    grant = staff.final(officer=staff.officer)
    staff.paid(grant, "100000.00")
    return fresh(grant)


def test_officer_takes_a_proof_from_due_to_checked(staff: Staff) -> None:
    officer = signed_in(staff.officer)
    grant = staff.completed(paid(staff))
    assert step(officer, grant, "await_proof", kind="full").status_code == 302
    assert ProofOfUse.objects.get().due_on == date(2027, 11, 23)
    told = {
        "actual_eur": "60.000,00",
        "other_funds_eur": "0",
        "narrative_report": "on",
        "financial_statement": "on",
    }
    assert step(officer, grant, "receive_proof", on="23.11.2026", **told).status_code == 302
    assert step(officer, grant, "mark_for_depth").status_code == 302
    address = reverse("admin:programs_grant_step", args=[grant.pk, "review_proof"])
    page = officer.get(address).content.decode()
    for expected in ('value="60.000,00"', '<option value="reduced" selected', "100.000,00"):
        assert expected in page
    answer = officer.post(address, CHECK, follow=True).content.decode()
    assert "40.000,00" in answer
    proof = ProofOfUse.objects.get()
    assert (proof.recalculated_eur, proof.sampled) == (Decimal("60000.00"), True)
    assert fresh(grant).state == GrantState.PROOF_CHECKED


def test_result_that_does_not_fit_comes_back_with_the_remedy(staff: Staff) -> None:
    grant = staff.proof_received(paid(staff), "60000.00")
    answer = step(signed_in(staff.officer), grant, "review_proof", **CHECK | {"result": "accepted"})
    assert "60.000,00" in answer.content.decode()
    assert ProofOfUse.objects.get().checked_on is None


def test_reminder_is_recorded_for_many_and_told_one_by_one(staff: Staff) -> None:
    late = staff.proof_due(paid(staff.in_spring), on=date(2026, 9, 30))
    early = staff.proof_due(paid(staff), on=date(2026, 12, 30))
    answer = signed_in(staff.officer).post(
        reverse("admin:programs_grant_changelist"),
        {
            "action": "remind",
            "_selected_action": [late.pk, early.pk],
            "_confirmed": "1",
            "on": "23.11.2026",
        },
    )
    assert [outcome.is_done for outcome in answer.context["outcomes"]] == [True, False]
    assert Reminder.objects.get().proof == ProofOfUse.objects.get(grant=late)


def test_interim_report_is_recorded_on_the_case(staff: Staff) -> None:
    grant = paid(staff)
    InterimReport.objects.create(grant=grant, for_year=2025, due_on=date(2026, 4, 30))
    report = InterimReport.objects.get()
    step(signed_in(staff.officer), grant, "receive_interim", report=report.pk, on="23.11.2026")
    assert InterimReport.objects.get().submitted_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    "name", ["await_proof", "receive_proof", "review_proof", "remind", "mark_for_depth"]
)
@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.BUDGET_OFFICER])
def test_steps_of_the_proof_are_the_officers(staff: Staff, name: str, role: Role) -> None:
    grant = staff.proof_due(paid(staff))
    client = signed_in(UserFactory.create(roles=[role]))
    assert step(client, grant, name).status_code == 403
    assert fresh(grant).state == GrantState.PROOF_DUE


@pytest.mark.parametrize("model", ["proofofuse", "interimreport", "payment", "drawdown"])
def test_nobody_types_rows_that_steps_write(staff: Staff, model: str) -> None:
    grant = staff.proof_due(paid(staff))
    InterimReport.objects.create(grant=grant, for_year=2025, due_on=date(2026, 4, 30))
    client = signed_in(staff.officer)
    assert client.get(reverse(f"admin:programs_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:programs_{model}_add")).status_code == 403


def test_printed_case_tells_what_came_after_the_money(staff: Staff) -> None:
    grant = paid(staff.in_spring)
    InterimReport.objects.create(grant=grant, for_year=2025, due_on=date(2026, 4, 30))
    payment = Payment.objects.get()
    ask_to_cancel(payment, reason="Falsches Konto", by=staff.officer, at=NOW)
    cancel_payment(payment, by=staff.second, at=NOW)
    drawdown = payment.drawdown
    release_drawdown(drawdown, reason="Bedarf entfallen", on=TODAY, by=staff.officer, at=NOW)
    due = staff.proof_due(grant, on=date(2026, 9, 30))
    record_reminder(due, on=TODAY, by=staff.officer, at=NOW)
    receive_proof(due, on=TODAY, by=staff.officer, at=NOW, actual_eur=Decimal("100000.00"))
    review_proof(due, result=CheckResult.ACCEPTED, note="Belege gesehen.", by=staff.officer, at=NOW)
    address = reverse("admin:programs_grant_print", args=[grant.pk])
    page = signed_in(staff.officer).get(address).content.decode()
    for expected in (
        "storniert am 23.11.2026 (Falsches Konto)",
        "nicht ausgezahlt freigegeben",
        "Zwischennachweis für 2025: nicht eingegangen",
        "Verwendungsnachweis: geprüft am 23.11.2026",
        "Erinnerung 2",
        "Anerkannt. Belege gesehen.",
    ):
        assert expected in page
