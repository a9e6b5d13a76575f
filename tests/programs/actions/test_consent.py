"""The budget officer's consent: asked from the program's threshold on, given by a second person."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from core.errors import RuleError
from portal.administration.todo import todos
from programs.actions.consent import consent_to_decision, pending_consent
from programs.actions.decision.amendment import propose_amendment
from programs.actions.decision.approval import approve_decision, propose_grant
from programs.actions.decision.later import approve_change
from programs.actions.way_back.withdrawing import send_back
from programs.choices import GrantState
from programs.models import BudgetLine, Decision, LedgerEntry, Program
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.programs import BudgetLineFactory
from tests.programs import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return BudgetLineFactory.create()


def ask_from(amount: str) -> None:
    Program.objects.filter(code="ikz").update(budget_officer_from_eur=Decimal(amount))


def lists(user: User) -> dict[str, int]:
    return {section.todo.key: section.todo.count for section in todos(user, today=TODAY)}


def test_below_the_threshold_and_without_one_nobody_is_asked(staff: Staff) -> None:
    assert not staff.proposed().needs_budget_consent
    ask_from("100000.01")
    decision = staff.proposed()
    assert pending_consent(decision.grant) is None
    approve_decision(decision, by=staff.approver, at=NOW)


def test_approval_waits_for_the_consent_and_names_the_remedy(staff: Staff) -> None:
    ask_from("100000.00")
    decision = staff.proposed()
    with pytest.raises(RuleError, match=str(Role.BUDGET_OFFICER.label)) as refusal:
        approve_decision(decision, by=staff.approver, at=NOW)
    assert refusal.value.code == "no_consent"
    assert not LedgerEntry.objects.filter(grant=decision.grant).exists()
    consent_to_decision(decision.grant, by=staff.budget, at=NOW)
    approve_decision(decision, by=staff.approver, at=NOW)
    decision.refresh_from_db()
    assert (decision.budget_officer_consent_by, decision.budget_officer_consent_on) == (
        staff.budget,
        TODAY,
    )
    assert fresh(decision.grant).state == GrantState.APPROVED


def test_who_prepared_it_does_not_consent(staff: Staff) -> None:
    ask_from("0.00")
    both = UserFactory.create(roles=[Role.OFFICER, Role.BUDGET_OFFICER])
    decision = staff.proposed()
    Decision.objects.filter(pk=decision.pk).update(prepared_by=both)
    for person, code in ((both, "four_eyes"), (staff.approver, "not_allowed")):
        with pytest.raises(RuleError) as refusal:
            consent_to_decision(decision.grant, by=person, at=NOW)
        assert refusal.value.code == code
    with pytest.raises(IntegrityError, match="budget_consent_four_eyes"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            budget_officer_consent_by=both, budget_officer_consent_on=TODAY
        )


def test_database_approves_nothing_without_the_consent(staff: Staff) -> None:
    ask_from("0.00")
    decision = staff.proposed()
    refused = pytest.raises(IntegrityError, match="approved_decision_has_budget_consent")
    with refused, transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            approved_by=staff.approver, approved_at=NOW, decided_on=TODAY
        )


def test_sending_back_takes_the_consent_back(staff: Staff) -> None:
    ask_from("0.00")
    grant = staff.proposed().grant
    consent_to_decision(grant, by=staff.budget, at=NOW)
    with pytest.raises(RuleError):
        consent_to_decision(grant, by=staff.budget, at=NOW)
    send_back(grant, by=staff.approver, at=NOW, reason="Betrag prüfen")
    assert pending_consent(grant) is None
    decision = propose_grant(fresh(grant), by=staff.officer, at=NOW)
    assert pending_consent(grant) == decision


@pytest.mark.parametrize(("change", "is_asked"), [("0.01", True), ("-0.04", False)])
def test_only_more_money_asks_again(
    staff: Staff, line: BudgetLine, change: str, is_asked: bool
) -> None:
    grant = staff.final(line)
    ask_from("90000.00")
    decision = propose_amendment(
        grant,
        lines={line: Decimal(change)},
        reason="Mehrkosten",
        override_reason="Mehr als der Satz",
        by=staff.officer,
        at=NOW,
    )
    assert (pending_consent(grant) == decision) is is_asked
    if is_asked:
        consent_to_decision(grant, by=staff.budget, at=NOW)
    approve_change(decision, by=staff.approver, at=NOW)


def test_first_page_tells_the_budget_officer_first_then_the_approver(staff: Staff) -> None:
    ask_from("0.00")
    grant = staff.proposed().grant
    assert lists(staff.budget)["consents"] == 1
    assert "approvals" not in lists(staff.approver)
    client = desk.signed_in(staff.budget)
    listed = client.get(reverse("admin:programs_decision_changelist"), {"standing": "consent"})
    assert [row.grant for row in listed.context["cl"].result_list] == [grant]
    step = reverse("admin:programs_grant_step", args=[grant.pk, "consent"])
    assert desk.signed_in(staff.officer).post(step).status_code == 403
    assert client.post(step).status_code == 302
    assert "consents" not in lists(staff.budget)
    assert lists(staff.approver)["approvals"] == 1
    assert Decision.objects.get(grant=grant).budget_officer_consent_by == staff.budget
