"""Proofs of use, interim reports, reminders and base rates, as their tables hold them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programs.choices import CheckResult
from programs.models import BaseRate, Grant, InterimReport, ProofOfUse, Reminder
from tests.factories.life import TODAY, Staff
from tests.factories.programs import GrantFactory
from tests.held import CENT, DAY, NOTHING, broken, changed, removed, told

pytestmark = pytest.mark.django_db

CHECKED = {
    **{"submitted_on": DAY, "checked_on": DAY, "check_note": "Belege gesehen."},
    "result": CheckResult.ACCEPTED,
}


def proof(**fields: Any) -> ProofOfUse:
    return ProofOfUse(**{"due_on": DAY, **fields})


def test_check_needs_a_receipt_a_result_and_a_note() -> None:
    assert broken(proof()) == broken(proof(**CHECKED)) == []
    for missing in ({"submitted_on": None}, {"check_note": ""}, {"result": ""}):
        row = proof(**{**CHECKED, **missing})
        assert broken(row) == ["check_has_note_and_result"]
        assert broken(proof(**{**CHECKED, **missing, "checked_on": None})) == []


def test_income_above_the_expenditure_is_accepted_for_a_reason() -> None:
    assert broken(proof(surplus_eur=CENT, surplus_reason="Spende")) == []
    assert broken(proof(surplus_eur=CENT)) == ["surplus_has_reason"]
    assert broken(proof(surplus_eur=-CENT, surplus_reason="Spende")) == ["surplus_has_reason"]
    assert broken(proof(surplus_eur=NOTHING)) == []


@pytest.mark.parametrize("column", ["actual_eur", "other_funds_eur", "recalculated_eur"])
def test_what_was_spent_may_be_nothing_and_not_less(column: str) -> None:
    assert broken(proof(**{column: NOTHING})) == []
    assert broken(proof(**{column: -CENT})) == ["proofofuse_amounts_not_negative"]
    assert told(proof(**{column: -CENT})) == ["Der Betrag kann nicht negativ sein."]


def test_case_has_one_interim_report_for_a_year() -> None:
    grant = GrantFactory.create()
    InterimReport.objects.create(grant=grant, for_year=2026, due_on=DAY)
    assert broken(InterimReport(grant=grant, for_year=2026, due_on=DAY)) == ["interim_report_once"]
    assert broken(InterimReport(grant=grant, for_year=2027, due_on=DAY)) == []
    assert broken(InterimReport(grant=GrantFactory.create(), for_year=2026, due_on=DAY)) == []


def test_reminder_is_of_one_paper_and_each_stage_of_it_goes_out_once() -> None:
    grant = GrantFactory.create()
    stored = ProofOfUse.objects.create(grant=grant, due_on=DAY)
    report = InterimReport.objects.create(grant=grant, for_year=2026, due_on=DAY)
    for paper in ({"proof": stored}, {"report": report}):
        assert broken(Reminder(**paper, stage=1, sent_on=DAY)) == []
    for papers in ({}, {"proof": stored, "report": report}):
        row = Reminder(**papers, stage=1, sent_on=DAY)
        assert broken(row) == ["reminder_of_one_paper"]
    first = Reminder.objects.create(proof=stored, stage=1, sent_on=DAY)
    Reminder.objects.create(report=report, stage=1, sent_on=DAY)
    assert broken(Reminder(proof=stored, stage=1)) == ["reminder_stage_once"]
    assert broken(Reminder(report=report, stage=1)) == ["report_reminder_stage_once"]
    assert broken(Reminder(proof=stored, stage=2)) == broken(Reminder(report=report, stage=2)) == []
    again = {"stage": 2, "sent_on": DAY}
    assert broken(Reminder(proof=stored, **again)) == ["reminder_once_a_day"]
    assert broken(Reminder(report=report, **again)) == ["report_reminder_once_a_day"]
    kept = Reminder.objects.filter(pk=first.pk)
    assert changed(kept, stage=3) == "refused"
    assert removed(kept) == "refused"


def test_checked_proof_stays_as_it_was_checked(staff: Staff) -> None:
    grant = staff.proof_checked(staff.final())
    row = ProofOfUse.objects.filter(grant=grant)
    for fixed in (
        {"check_note": "Anders"},
        {"actual_eur": CENT},
        {"checked_on": None},  # a correction undoes it, and nothing else does
    ):
        assert changed(row, **fixed) == "proof_frozen"
    assert removed(row) == "proof_frozen"


def test_received_proof_may_be_corrected_until_its_check(staff: Staff) -> None:
    grant = staff.proof_received(staff.final())
    row = ProofOfUse.objects.filter(grant=grant)
    assert changed(row, actual_eur=CENT, narrative_report=True) == ""


def test_papers_after_the_money_are_named_by_what_they_are_about() -> None:
    grant = Grant(file_reference="IV 3 - 7", title="Bauhof")
    assert str(proof(grant=grant)) == "IV 3 - 7 · Bauhof: 23.11.2026"
    assert str(InterimReport(for_year=2026, due_on=DAY)) == "2026: 23.11.2026"
    assert str(Reminder(stage=2, sent_on=DAY)) == "2: 23.11.2026"


def test_base_rate_is_named_in_percent_and_may_be_negative() -> None:
    since = date(2026, 1, 1)
    assert str(BaseRate(valid_from=since, percent=Decimal("1.27"))) == "01.01.2026: 1,27\u00a0%"
    said = str(BaseRate(valid_from=TODAY, percent=Decimal("-0.88")))
    assert said == "23.11.2026: \u22120,88\u00a0%"
