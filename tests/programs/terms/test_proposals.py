"""The approver's page says what is signed: total, content, money, reasons, warnings, changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from programs.actions.consent import consent_to_decision
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.actions.way_back import withdrawing
from programs.choices import DecisionKind
from programs.models import CentralPayment, Decision, Directive, EfaCost, Payment, Program, Reclaim
from programs.terms.proposals import proposal_of_decision, proposed_decision
from tests.factories.accounts import NOW
from tests.factories.life import Staff, fresh
from tests.factories.programs import BudgetLineFactory, GrantFactory, program
from tests.programs.desk import signed_in
from tests.programs.signatures import ACTS

pytestmark = pytest.mark.django_db


def eur(amount: str) -> str:
    return f"{amount}\N{NO-BREAK SPACE}€"


def page_of(staff: Staff, model: str, pk: int, step: str) -> str:
    url = reverse(f"admin:programs_{model}_step", args=[pk, step])
    return signed_in(staff.approver).get(url).content.decode()


def test_the_page_shows_what_is_signed(staff: Staff) -> None:
    line = BudgetLineFactory.create(money="150000.00")
    Program.objects.filter(code="ikz").update(checklist=["Kooperationsvertrag"])
    Directive.objects.filter(program__code="ikz").update(appeal_notice="")
    decision = staff.proposed(
        line,
        purpose="Ein Standesamt für vier Gemeinden",
        exception_reason="",
        checklist_done=["Kooperationsvertrag"],
        eligible_eur=Decimal("125000.00"),
        own_eur=Decimal("25000.00"),
        third_party_eur=Decimal("0.00"),
    )
    case = fresh(decision.grant)
    proposal = proposal_of_decision(decision, case)
    assert proposal.total_eur == Decimal("100000.00")
    assert [amount for _name, amount in proposal.shares] == [eur("25.000,00")] * 4
    assert not {eur("100.000,00"), eur("25.000,00")} & {text for _name, text in proposal.facts[:3]}
    cap = proposal.lines[0]
    assert (cap.free_eur, cap.asked_eur, cap.left_eur) == (
        Decimal("150000.00"),
        Decimal("100000.00"),
        Decimal("50000.00"),
    )
    assert [(point.name, point.is_done) for point in proposal.points] == [
        ("Kooperationsvertrag", True)
    ]
    page = page_of(staff, "grant", case.pk, "approve")
    for text in (
        f"Zuwendungsbescheid: {eur('100.000,00')}",
        "Ein Standesamt für vier Gemeinden",
        eur("125.000,00"),
        str(staff.officer),
        "Ohne Rechtsbehelfsbelehrung",
    ):
        assert text in page


@pytest.mark.parametrize(("notice", "warned"), [("", True), ("Klage in einem Monat", False)])
def test_a_missing_instruction_on_appeal_is_a_warning(
    staff: Staff, notice: str, warned: bool
) -> None:
    Directive.objects.filter(program__code="ikz").update(appeal_notice=notice)
    decision = staff.proposed()
    found = proposal_of_decision(decision, decision.grant).warnings
    assert any("Rechtsbehelfsbelehrung" in text for text in found) == warned


@pytest.mark.parametrize(("minute", "warned"), [(59, False), (60, True)])
def test_project_of_the_last_day_of_the_year_is_early_from_midnight_on(
    staff: Staff, minute: int, warned: bool
) -> None:
    """Proposed at 23:59 and at midnight in Hessen, which is before midnight in Greenwich."""
    decision = staff.proposed(project_start_on=date(2026, 12, 31))
    decision.prepared_at = datetime(2026, 12, 31, 22, tzinfo=UTC) + timedelta(minutes=minute)
    found = proposal_of_decision(decision, decision.grant).warnings
    assert any("31.12.2026" in text for text in found) == warned


@pytest.mark.parametrize(("planned", "warned"), [("850.01", True), ("850.00", False)])
def test_a_saving_below_what_is_expected_is_a_warning(
    staff: Staff, planned: str, warned: bool
) -> None:
    decision = staff.proposed(
        baseline_eur=Decimal("1000.00"), planned_eur=Decimal(planned), saving_reason="Aufbau"
    )
    found = proposal_of_decision(decision, decision.grant).warnings
    assert any("Einsparung" in text for text in found) == warned


def test_after_a_sending_back_the_page_shows_what_changed(staff: Staff) -> None:
    decision = staff.proposed(purpose="Alt")
    case = decision.grant
    withdrawing.send_back(case, by=staff.approver, at=NOW, reason="Zweck genauer")
    case = fresh(case)
    case.purpose = "Neu"
    case.save()
    again = propose_grant(case, by=staff.officer, at=NOW)
    proposal = proposal_of_decision(again, fresh(case))
    assert [(one.before, one.now) for one in proposal.changes] == [("Alt", "Neu")]
    page = page_of(staff, "grant", case.pk, "approve")
    assert "Zweck genauer" in page


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("rejection", DecisionKind.REJECTION),
        ("amendment", DecisionKind.AMENDMENT),
        ("revocation", DecisionKind.REVOCATION),
        ("annulment", DecisionKind.ANNULMENT),
        ("lapse", DecisionKind.LAPSE),
    ],
)
def test_each_kind_of_decision_is_told(staff: Staff, act: str, kind: DecisionKind) -> None:
    ACTS[act](staff)
    case = Program.objects.get(code="ikz").grants.get()
    decision = proposed_decision(case)
    assert decision is not None
    assert decision.kind == kind
    step = "reject" if kind == DecisionKind.REJECTION else "approve_change"
    page = page_of(staff, "grant", case.pk, step)
    assert f"{kind.label}: " in page
    assert str(staff.officer) in page


@pytest.mark.parametrize(
    ("act", "model", "step"),
    [
        ("reclaim", Reclaim, "approve"),
        ("payment", Payment, "order"),
        ("central payment", CentralPayment, "approve"),
        ("EfA cost", EfaCost, "approve"),
    ],
)
def test_bills_and_reclaims_have_the_same_page(
    staff: Staff, act: str, model: type[Reclaim], step: str
) -> None:
    ACTS[act](staff)
    row = model._default_manager.get()
    page = page_of(staff, model._meta.model_name or "", row.pk, step)
    assert 'class="standing proposal"' in page
    assert str(staff.officer) in page


def test_signatures_are_told_as_they_come(staff: Staff) -> None:
    limits = {"third_signature_from_eur": Decimal(1), "budget_officer_from_eur": Decimal(1)}
    Program.objects.filter(code="ikz").update(**limits)
    decision = staff.proposed()
    third = "Zusätzlich ist die Unterschrift einer dritten Person nötig."
    assert told(decision) == [third]
    consent_to_decision(decision.grant, by=staff.budget, at=NOW)
    consent = f"Mitzeichnung BfdH: {staff.budget}, 23.11.2026"
    assert told(decision) == [consent, third]
    approve_decision(decision, by=staff.second, at=NOW)
    assert told(decision) == [consent, f"Erste Unterschrift: {staff.second}, 23.11.2026, 10:00"]


def test_decision_of_two_signatures_tells_none(staff: Staff) -> None:
    assert told(staff.proposed()) == []


def told(decision: Decision) -> list[str]:
    decision.refresh_from_db()
    return list(proposal_of_decision(decision, fresh(decision.grant)).signatures)


def warnings(decision: Decision, **changed: date | None) -> list[str]:
    """What the signer is warned of, where the case or the decision says something else."""
    case = decision.grant
    for name, value in changed.items():
        setattr(decision if name == "period_start" else case, name, value)
    return list(proposal_of_decision(decision, case).warnings)


def test_what_begins_before_the_proposal_is_a_warning(staff: Staff) -> None:
    Directive.objects.filter(program__code="ikz").update(appeal_notice="Klage in einem Monat")
    decision = staff.proposed()
    begin, before = NOW.date(), NOW.date() - timedelta(days=1)
    day = f"{before:%d.%m.%Y}"
    start = f"Das Vorhaben beginnt am {day}, vor dem Bescheid."
    period = f"Der Bewilligungszeitraum beginnt am {day}, vor dem Bescheid."
    assert warnings(decision, project_start_on=begin, period_start=begin) == []
    assert warnings(decision, project_start_on=None, period_start=None) == []
    assert warnings(decision, project_start_on=before) == [start]
    assert warnings(decision, project_start_on=None, period_start=before) == [period]
    decision.prepared_at = None
    assert warnings(decision, project_start_on=before) == []
    assert len(warnings(decision, received_on=None)) == 1


def test_possible_double_funding_is_a_warning_of_the_first_decision_alone(staff: Staff) -> None:
    period: dict[str, Any] = {"period_start": date(2026, 12, 1), "period_end": date(2027, 12, 31)}
    decision = staff.proposed(title="Gemeinsames Standesamt", **period)
    text = "Mögliche Doppelförderung: siehe die unten genannten Vorgänge."
    assert text not in warnings(decision)
    model = program("ozg-modellkommunen")
    GrantFactory.create(title="Elektronisches Standesamt", program=model, **period)
    assert text in warnings(decision)
    decision.kind = DecisionKind.REVOCATION
    assert text not in warnings(decision)
