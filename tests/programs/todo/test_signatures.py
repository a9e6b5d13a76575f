"""Who finds which decision in the list "To approve": never the own one, never one seen already."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from accounts.models import User
from programs.actions.decision.approval import approve_decision
from programs.models import Decision
from programs.todo.signatures import money_todos, waiting_for_signature
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import TODAY, Staff

pytestmark = pytest.mark.django_db


def waiting(user: User) -> list[int]:
    return [decision.pk for decision in waiting_for_signature(user)]


def listed(user: User) -> dict[str, int]:
    return {entry.key: entry.count for entry in money_todos(user, today=TODAY)}


def test_decision_waits_for_every_approver_but_the_one_who_prepared_it(staff: Staff) -> None:
    decision = staff.proposed()
    assert [waiting(person) for person in (staff.approver, staff.second)] == [[decision.pk]] * 2
    Decision.objects.filter(pk=decision.pk).update(prepared_by=staff.approver)
    assert waiting(staff.approver) == []
    assert waiting(staff.second) == [decision.pk]
    assert "approvals" not in listed(staff.approver)
    assert listed(staff.second)["approvals"] == 1


def test_decision_before_its_third_signature_waits_for_the_others(staff: Staff) -> None:
    decision = staff.proposed()
    Decision.objects.filter(pk=decision.pk).update(needs_third_signature=True)
    decision.refresh_from_db()
    approve_decision(decision, by=staff.approver, at=NOW)
    assert (waiting(staff.approver), waiting(staff.second)) == ([], [decision.pk])
    approve_decision(decision, by=staff.second, at=NOW)
    assert waiting(staff.third) == []


def test_decision_waits_for_the_budget_officer_first(staff: Staff) -> None:
    decision = staff.proposed()
    Decision.objects.filter(pk=decision.pk).update(needs_budget_consent=True)
    assert waiting(staff.approver) == []
    assert listed(staff.budget)["consents"] == 1
    Decision.objects.filter(pk=decision.pk).update(prepared_by=staff.budget)
    assert "consents" not in listed(staff.budget)


def test_lists_follow_the_role(staff: Staff) -> None:
    staff.proposed()
    assert listed(UserFactory.create(roles=[Role.AUDITOR])) == {}
    assert "approvals" not in listed(staff.officer)
