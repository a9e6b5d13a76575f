"""Every other letter: made when its act is signed, with the amounts and days of its row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.formats import format_day, format_eur
from programs.actions.application import (
    propose_rejection,
    reject_application,
    request_papers,
    start_review,
    submit_application,
)
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.later import approve_change
from programs.actions.proof.reminders import record_reminder
from programs.choices import CheckResult, DecisionKind, GrantState, LetterKind
from programs.models import Decision, Directive, Grant, Letter
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import ALSFELD, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory, legislate
from tests.programs.letters.reading import both, plain

pytestmark = pytest.mark.django_db


def only(grant: Grant, kind: LetterKind) -> Letter:
    return Letter.objects.get(grant=grant, kind=kind)


def says(letter: Letter, *texts: str) -> None:
    """Each text stands in the PDF and in the DOCX."""
    missing = [text for made in both(letter) for text in texts if plain(text) not in made]
    assert missing == []


def test_amendment_tells_before_change_and_after(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="150000.00")
    grant = staff.final(line)
    staff.amended(grant, {line: Decimal("1234.56")})
    letter = only(grant, LetterKind.AMENDMENT)
    says(letter, "100.000,00 €", "1.234,56 €", "101.234,56 €", "Mehrkosten", "308,64 €")
    assert letter.number == 2


def test_final_decision_tells_the_audit_and_the_final_grant(staff: Staff) -> None:
    line = BudgetLineFactory.create()
    grant = staff.final(line)
    staff.paid(grant, "60000.00")
    checked = staff.proof_checked(grant, "80000.00", CheckResult.REDUCED)
    decision = propose_amendment(
        checked,
        lines={line: Decimal("-20000.00")},
        reason="Weniger Ausgaben",
        by=staff.officer,
        at=NOW,
    )
    approve_change(decision, by=staff.approver, at=NOW)
    letter = only(grant, LetterKind.FINAL)
    says(letter, "80.000,00 €", "60.000,00 €", "100.000,00 €", "Weniger Ausgaben")
    assert "endgültig auf 80.000,00 €" in both(letter)[1]


def test_rejection_tells_its_reason(staff: Staff) -> None:
    grant = GrantFactory.create(state=GrantState.IN_REVIEW, received_on=TODAY)
    propose_rejection(grant, reason="Kein Landesinteresse", by=staff.officer, at=NOW)
    reject_application(grant, by=staff.approver, at=NOW)
    letter = only(grant, LetterKind.REJECTION)
    says(letter, "Kein Landesinteresse", "lehne ich ab", "Rechtsbehelfsbelehrung")
    directive = Directive.objects.valid_on(grant.program, TODAY).get()
    assert directive.appeal_notice in Decision.objects.get(grant=grant).appeal_notice != ""


def test_rejection_without_a_directive_bears_no_instruction_of_another(staff: Staff) -> None:
    """Of a day before any directive: nobody knows which instruction would be right."""
    grant = GrantFactory.create(state=GrantState.IN_REVIEW, received_on=date(2005, 1, 3))
    propose_rejection(grant, reason="Kein Landesinteresse", by=staff.officer, at=NOW)
    assert Decision.objects.get(grant=grant).appeal_notice == ""


@pytest.mark.parametrize(
    ("kind", "title", "law"),
    [
        (DecisionKind.REVOCATION, "Widerrufsbescheid", "§ 49 HVwVfG"),
        (DecisionKind.ANNULMENT, "Rücknahmebescheid", "§ 48 HVwVfG"),
        (DecisionKind.LAPSE, str(LetterKind.LAPSE.label), "unwirksam geworden"),
    ],
)
def test_end_of_a_grant_tells_what_is_not_paid_any_more(
    staff: Staff, kind: DecisionKind, title: str, law: str
) -> None:
    grant = staff.final(BudgetLineFactory.create())
    staff.paid(grant, "40000.00")
    staff.ended(grant, kind)
    amounts = ("100.000,00 €", "40.000,00 €", "60.000,00 €")
    says(only(grant, LetterKind(kind)), title, law, *amounts)


def test_reclaim_tells_amount_due_day_and_interest(staff: Staff) -> None:
    grant = staff.final(BudgetLineFactory.create())
    staff.paid(grant, "40000.00")
    due = TODAY + timedelta(days=30)
    reclaim = staff.reclaimed(staff.ended(grant), "12345.67", due_on=due)
    letter = only(grant, LetterKind.RECLAIM)
    says(letter, "Rückforderungsbescheid", "12.345,67 €", format_day(due), format_day(TODAY))
    says(letter, "§ 49a")
    assert letter.reclaim == reclaim


def test_payment_notice_tells_each_partner_its_part(staff: Staff) -> None:
    grant = staff.final(BudgetLineFactory.create())
    legislate(grant, use_months=2)
    payment = staff.paid(grant, "40000.02")
    letter = only(grant, LetterKind.PAYMENT)
    says(letter, "40.000,02 €", format_day(TODAY), "10.000,01 €", "10.000,00 €", f"({ALSFELD})")
    says(letter, "23.01.2027")
    assert letter.payment == payment
    assert all(text.count("Summe 40.000,02 €") == 1 for text in both(letter))


def test_missing_papers_are_listed_with_their_day(staff: Staff) -> None:
    grant = GrantFactory.create(draft=True)
    submit_application(grant, received_on=TODAY, applied_eur=None, by=staff.officer, at=NOW)
    start_review(fresh(grant), by=staff.officer)
    due = TODAY + timedelta(days=14)
    request_papers(
        fresh(grant),
        titles=["Vertrag", "Beschluss"],
        on=TODAY,
        due_on=due,
        by=staff.officer,
        at=NOW,
    )
    letter = only(grant, LetterKind.MISSING_PAPERS)
    says(letter, "Vertrag", "Beschluss", format_day(due))
    assert letter.recipient_id == LAUTERBACH


def test_reminder_written_by_hand_is_a_letter(staff: Staff) -> None:
    grant = staff.proof_due(staff.final(BudgetLineFactory.create()))
    reminder = record_reminder(grant, on=TODAY, by=staff.officer, at=NOW)
    letter = only(grant, LetterKind.REMINDER)
    says(letter, "Verwendungsnachweis", format_day(TODAY), "Erinnerung Nr.")
    assert letter.reminder == reminder


def test_instruction_on_appeal_and_annexed_clauses_are_those_of_the_decision(staff: Staff) -> None:
    Directive.objects.filter(program__code="ikz").update(
        conditions_version="ANBest-GK, Fassung 2016", publication_note="Name wird veröffentlicht."
    )
    grant = staff.approved()
    decision = Decision.objects.get(grant=grant)
    assert decision.appeal_notice
    says(
        only(grant, LetterKind.DECISION),
        decision.appeal_notice,
        "Die ANBest-GK, Fassung 2016 sind als Anlage beigefügt",
        "Anlagen: ANBest-GK, Fassung 2016",
        "Name wird veröffentlicht.",
        format_eur(decision.amount_eur),
    )
