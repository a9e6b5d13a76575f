"""The one gate to grants: who sees which case from when on."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.roles import MINISTRY, MUNICIPAL
from core.as_of import AsOf
from programs.choices import VISIBLE_STATES, GrantState
from programs.models import Grant
from programs.models.triggers.dates import LAST_DAY
from programs.queries.deadlines import deadlines
from programs.queries.grant import allocations_of
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import ALSFELD, GIESSEN, HANAU, HANAU_BEFORE, LAUTERBACH
from tests.factories.programs import PARTNERS, SHARE_EUR, GrantFactory
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db

HIDDEN_STATES = (
    GrantState.DRAFT,
    GrantState.SUBMITTED,
    GrantState.IN_REVIEW,
    GrantState.QUERY,
    GrantState.RECOMMENDED,
    GrantState.APPROVAL_PENDING,
    GrantState.APPROVED,
    GrantState.REJECTED,
    GrantState.WITHDRAWN,
)
EMBARGO = date(2026, 12, 1)


def seen_by(user: User | AnonymousUser, *, on: date | None = None) -> set[str]:
    return {grant.title for grant in Grant.objects.visible_to(user, on=on)}


def works_for(ags: str, role: Role = Role.MUNICIPALITY_VIEWER) -> User:
    return UserFactory.create(roles=[role], of=[ags])


@pytest.mark.parametrize("role", sorted(MUNICIPAL))
@pytest.mark.parametrize("partner", PARTNERS)
def test_each_partner_sees_its_own_case_and_no_other(role: Role, partner: str) -> None:
    GrantFactory.create(title="own")
    GrantFactory.create(title="foreign", lead_id=GIESSEN, shares={GIESSEN: SHARE_EUR})
    assert seen_by(works_for(partner, role)) == {"own"}
    assert seen_by(works_for(GIESSEN, role)) == {"foreign"}


def test_state_is_either_visible_or_hidden() -> None:
    assert {*VISIBLE_STATES, *HIDDEN_STATES} == set(GrantState)
    assert {*VISIBLE_STATES} & {*HIDDEN_STATES} == set()


@pytest.mark.parametrize("state", list(GrantState))
def test_municipality_sees_its_case_from_the_notification_on(state: GrantState) -> None:
    grant = GrantFactory.create(title="own", state=state)
    user = works_for(ALSFELD)
    visible = state not in HIDDEN_STATES
    assert seen_by(user) == ({"own"} if visible else set())
    assert signed_in(user).get(grant.get_absolute_url()).status_code == (200 if visible else 404)


@pytest.mark.parametrize(
    ("day", "seen"),
    [(EMBARGO - timedelta(days=1), 0), (EMBARGO, 0), (EMBARGO + timedelta(days=1), 1)],
)
def test_municipality_sees_its_case_after_the_embargo(day: date, seen: int) -> None:
    GrantFactory.create(embargo_until=EMBARGO)
    assert len(seen_by(works_for(LAUTERBACH), on=day)) == seen


@pytest.mark.machine_clock
def test_embargo_ends_with_its_last_day_by_the_calendar_of_the_database() -> None:
    today = timezone.localdate()
    for title, days in (("over", -1), ("last day", 0), ("running", 1)):
        GrantFactory.create(title=title, embargo_until=today + timedelta(days=days))
    user = works_for(LAUTERBACH)
    assert seen_by(user) == {"over"}
    statuses = {
        grant.title: signed_in(user).get(grant.get_absolute_url()).status_code
        for grant in Grant.objects.all()
    }
    assert statuses == {"over": 200, "last day": 404, "running": 404}


def test_embargo_does_not_show_a_case_that_is_not_notified() -> None:
    GrantFactory.create(state=GrantState.APPROVED, embargo_until=date(2020, 1, 1))
    assert seen_by(works_for(LAUTERBACH)) == set()


@pytest.mark.parametrize("role", sorted(MINISTRY | {Role.AUDITOR}))
def test_ministry_and_auditor_see_every_case(role: Role) -> None:
    for state in GrantState:
        GrantFactory.create(title=state.value, state=state)
    GrantFactory.create(title="embargo", embargo_until=LAST_DAY)
    assert seen_by(UserFactory.create(roles=[role])) == {*GrantState.values, "embargo"}


@pytest.mark.parametrize(
    "role",
    [
        Role.COORDINATOR,
        Role.GOVERNMENT_DISTRICT,
        Role.ASSOCIATION,
        Role.SYSTEM_ADMINISTRATOR,
    ],
)
def test_other_roles_see_no_single_case_even_with_a_membership(role: Role) -> None:
    grant = GrantFactory.create()
    user = UserFactory.create(roles=[role], of=[LAUTERBACH])
    assert seen_by(user) == set()
    expected = 403 if role == Role.SYSTEM_ADMINISTRATOR else 404
    assert signed_in(user).get(grant.get_absolute_url()).status_code == expected


def test_roles_are_all_looked_at() -> None:
    others = {
        Role.COORDINATOR,
        Role.GOVERNMENT_DISTRICT,
        Role.ASSOCIATION,
        Role.SYSTEM_ADMINISTRATOR,
    }
    assert MINISTRY | {Role.AUDITOR} | MUNICIPAL | others == set(Role)


def test_membership_without_a_role_and_role_without_a_membership_see_nothing() -> None:
    GrantFactory.create()
    assert seen_by(UserFactory.create(of=[LAUTERBACH])) == set()
    assert seen_by(UserFactory.create(roles=[Role.MUNICIPALITY_EDITOR])) == set()
    assert seen_by(AnonymousUser()) == set()


def test_person_of_two_partners_sees_the_case_once() -> None:
    GrantFactory.create()
    user = UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER], of=[LAUTERBACH, ALSFELD])
    assert Grant.objects.visible_to(user).count() == 1


@pytest.mark.parametrize("member_of", [HANAU, HANAU_BEFORE])
def test_case_of_the_old_key_is_seen_under_the_new_one(member_of: str) -> None:
    GrantFactory.create(title="old", lead_id=HANAU_BEFORE, shares={HANAU_BEFORE: SHARE_EUR})
    GrantFactory.create(title="new", lead_id=HANAU, shares={HANAU: SHARE_EUR})
    assert seen_by(works_for(member_of)) == {"old", "new"}


def test_lead_without_a_share_is_no_way_in() -> None:
    """Who takes part decides; a lead is always a partner, and stays one as long as it leads."""
    GrantFactory.create(lead_id=GIESSEN)
    assert seen_by(works_for(GIESSEN)) == set()


def test_allocations_and_deadlines_pass_the_same_gate() -> None:
    for state in (GrantState.NOTIFIED, GrantState.APPROVED):
        GrantFactory.create(title=state.value, state=state, period_end=date(2027, 3, 31))
    GrantFactory.create(title="embargo", embargo_until=LAST_DAY, period_end=date(2027, 3, 31))
    user = works_for(ALSFELD)
    rows = allocations_of(PARTNERS, user, at=AsOf.today())
    assert {row.grant.title for row in rows} == {"notified"}
    assert [item.grant.title for item in deadlines(row.grant for row in rows)] == ["notified"]
    assert list(allocations_of([ALSFELD], works_for(GIESSEN), at=AsOf.today())) == []


def test_foreign_and_unknown_cases_cannot_be_told_apart() -> None:
    foreign = GrantFactory.create()
    client = signed_in(works_for(GIESSEN))
    paths = (foreign.get_absolute_url(), "/zuwendungen/999999/")
    pages = [client.get(path) for path in paths]
    assert [page.status_code for page in pages] == [404, 404]
    texts = [
        re.sub(r'name="(csrf\w+|_key)" value="[\w-]+"', "", page.content.decode()).replace(path, "")
        for path, page in zip(paths, pages, strict=True)
    ]
    assert texts[0] == texts[1]
