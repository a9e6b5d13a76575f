"""The embargo until the hand-over: hidden from the municipalities until its day is recorded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.decision.approval import notify_grant
from programs.actions.decision.hand_over import hand_over_decision, may_be_handed_over
from programs.choices import GrantState, NotificationKind
from programs.models import Grant
from tests.factories.accounts import NOW
from tests.factories.life import TODAY, Staff, fresh
from tests.factories.municipalities import LAUTERBACH
from tests.factories.programs import GrantFactory
from tests.programs.desk import person, signed_in, step

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def awaiting(staff: Staff) -> Grant:
    """A case notified today by post, under an embargo until its hand-over."""
    grant = staff.approved()
    notify_grant(grant, on=TODAY, by=staff.officer, at=NOW, awaits_hand_over=True)
    return fresh(grant)


def seen(*, on: date) -> bool:
    user = person(Role.MUNICIPALITY_VIEWER, f"viewer {on}", of=LAUTERBACH)
    return Grant.objects.visible_to(user, on=on).exists()


def refused(action: Any, grant: Grant, **values: Any) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        action(grant, **values)
    return refusal.value


def test_hand_over_ends_the_embargo_from_its_day_on(staff: Staff) -> None:
    grant = awaiting(staff)
    assert not seen(on=date(2999, 1, 1))
    hand_over_decision(grant, on=TODAY, by=staff.officer, at=NOW)
    assert (seen(on=TODAY - DAY), seen(on=TODAY), seen(on=TODAY + DAY)) == (False, True, True)
    assert (fresh(grant).awaits_hand_over, fresh(grant).handed_over_on) == (True, TODAY)
    assert not may_be_handed_over(fresh(grant))


def test_hand_over_ends_an_embargo_with_a_day_too(staff: Staff) -> None:
    grant = staff.approved()
    notify_grant(grant, on=TODAY, by=staff.officer, at=NOW, embargo_until=TODAY + 9 * DAY)
    assert not seen(on=TODAY)
    hand_over_decision(grant, on=TODAY, by=staff.officer, at=NOW)
    assert seen(on=TODAY + DAY)


@pytest.mark.parametrize("state", [GrantState.APPROVED, GrantState.IN_REVIEW], ids=str)
def test_hand_over_does_not_show_what_is_not_notified(state: GrantState) -> None:
    GrantFactory.create(state=state, handed_over_on=TODAY)
    assert not seen(on=TODAY + DAY)


def test_hand_over_is_refused_where_it_cannot_have_happened(staff: Staff) -> None:
    grant = awaiting(staff)
    by: dict[str, Any] = {"by": staff.officer, "at": NOW}
    assert refused(hand_over_decision, grant, on=TODAY + DAY, **by).code == "future"
    assert refused(hand_over_decision, grant, on=TODAY - DAY, **by).field == "on"
    assert refused(hand_over_decision, staff.approved(), on=TODAY, **by).code == "not_notified"
    stranger = {"by": staff.approver, "at": NOW}
    assert refused(hand_over_decision, grant, on=TODAY, **stranger).code == "not_allowed"
    hand_over_decision(grant, on=TODAY, **by)
    assert refused(hand_over_decision, grant, on=TODAY, **by).code == "handed_over_already"


def test_decision_told_by_hand_is_handed_over_again_only_to_end_its_embargo(staff: Staff) -> None:
    by: dict[str, Any] = {"by": staff.officer, "at": NOW}
    told = staff.notified()
    assert not may_be_handed_over(told)
    error = refused(hand_over_decision, told, on=TODAY, **by)
    assert error.code == "handed_over_already"
    posted = staff.approved()
    notify_grant(posted, on=TODAY, kind=NotificationKind.POST, **by)
    assert may_be_handed_over(fresh(posted))
    grant = staff.approved()
    handed, until = NotificationKind.HANDED_OVER, TODAY + 9 * DAY
    notify_grant(grant, on=TODAY, kind=handed, embargo_until=until, **by)
    hand_over_decision(fresh(grant), on=TODAY, **by)
    assert fresh(grant).handed_over_on == TODAY


def test_embargo_of_an_ended_case_can_still_be_lifted(staff: Staff) -> None:
    grant = awaiting(staff)
    Grant.objects.filter(pk=grant.pk).update(state=GrantState.LAPSED)
    hand_over_decision(grant, on=TODAY, by=staff.officer, at=NOW)
    assert seen(on=TODAY)
    plain: Grant = GrantFactory.create(state=GrantState.LAPSED)
    error = refused(hand_over_decision, plain, on=TODAY, by=staff.officer, at=NOW)
    assert error.code == "not_notified"


def test_embargo_has_one_end(staff: Staff) -> None:
    grant = staff.approved()
    usual: dict[str, Any] = {"on": TODAY, "by": staff.officer, "at": NOW, "awaits_hand_over": True}
    assert refused(notify_grant, grant, embargo_until=TODAY, **usual).field == "embargo_until"
    handed = NotificationKind.HANDED_OVER
    assert refused(notify_grant, grant, kind=handed, **usual).field == "awaits_hand_over"
    with pytest.raises(IntegrityError, match="embargo_has_one_end"):
        Grant.objects.update(embargo_until=TODAY, awaits_hand_over=True)


def test_officer_hands_a_decision_over_at_the_desk(staff: Staff) -> None:
    officer, grant = signed_in(staff.officer), staff.approved()
    town = signed_in(person(Role.MUNICIPALITY_VIEWER, of=LAUTERBACH))
    told = {"on": "23.11.2026", "kind": "post", "awaits_hand_over": "on"}
    assert step(officer, grant, "notify", **told).status_code == 302
    assert town.get(grant.get_absolute_url()).status_code == 404
    address = reverse("admin:programs_grant_change", args=[grant.pk])
    page = officer.get(address).content.decode()
    assert "hand_over" in page
    assert 'name="handed_over_on"' not in page
    assert step(officer, grant, "hand_over", on="23.11.2026").status_code == 302
    assert fresh(grant).handed_over_on == TODAY


@pytest.mark.parametrize("role", [Role.APPROVER, Role.BUDGET_OFFICER, Role.AUDITOR])
def test_hand_over_is_the_officers(role: Role) -> None:
    grant: Grant = GrantFactory.create(awaits_hand_over=True)
    assert step(signed_in(person(role)), grant, "hand_over", on="23.11.2026").status_code == 403
    assert fresh(grant).handed_over_on is None
