"""Roles: asked for by one person, effective through a second, and the only source of rights."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from accounts.actions import approve_role, grant_role_from_console, request_role, withdraw_role
from accounts.backends import RoleBackend
from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.queries import has_any_role, holders_of, permissions_of, roles_of
from accounts.roles import (
    APPROVE,
    APPROVE_BUDGET,
    APPROVE_ROLES,
    ASSIGN_ROLES,
    MANAGE_BUDGET,
    MINISTRY,
    PERMISSIONS,
    PREPARE,
    SEE_ALL_MONEY,
)
from core.errors import RuleError
from tests.factories.accounts import NOW, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])


@pytest.fixture
def second() -> User:
    return UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])


def fresh(user: User) -> User:
    """The user as the next request meets them."""
    return User.objects.get(pk=user.pk)


def asked_for(user: User, role: Role, *, by: User) -> RoleAssignment:
    return request_role(user, role, reason="Vertretung", by=by, at=NOW)


def test_requested_role_has_no_effect_until_a_second_person_approves(
    administrator: User, second: User
) -> None:
    user = UserFactory.create()
    asked = asked_for(user, Role.OFFICER, by=administrator)
    assert roles_of(fresh(user)) == frozenset()
    approve_role(asked, by=second, at=NOW)
    assert roles_of(fresh(user)) == {Role.OFFICER}
    asked.refresh_from_db()
    assert (asked.prepared_by, asked.approved_by, asked.approved_at) == (administrator, second, NOW)


def test_role_is_not_approved_by_who_asked_for_it(administrator: User) -> None:
    user = UserFactory.create()
    asked = asked_for(user, Role.OFFICER, by=administrator)
    with pytest.raises(RuleError) as refused:
        approve_role(asked, by=administrator, at=NOW)
    assert refused.value.code == "four_eyes"
    assert roles_of(fresh(user)) == frozenset()


def test_role_is_not_approved_by_its_holder(administrator: User, second: User) -> None:
    asked = asked_for(second, Role.APPROVER, by=administrator)
    with pytest.raises(RuleError) as refused:
        approve_role(asked, by=second, at=NOW)
    assert refused.value.code == "four_eyes"
    assert roles_of(fresh(second)) == {Role.SYSTEM_ADMINISTRATOR}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMINISTRATOR])
def test_role_is_given_and_taken_by_administrators_alone(administrator: User, role: Role) -> None:
    other, user = UserFactory.create(roles=[role]), UserFactory.create()
    asked = asked_for(user, Role.OFFICER, by=administrator)
    codes = []
    for verb in (
        lambda: asked_for(user, Role.AUDITOR, by=other),
        lambda: approve_role(asked, by=other, at=NOW),
        lambda: withdraw_role(asked, by=other, at=NOW),
    ):
        with pytest.raises(RuleError) as refused:
            verb()
        codes.append(refused.value.code)
    assert codes == ["not_allowed"] * 3
    kept = RoleAssignment.objects.filter(user=user).values_list("approved_at", "withdrawn_at")
    assert list(kept) == [(None, None)]


@pytest.mark.parametrize("signer", ["who asked", "the holder"])
def test_database_refuses_a_role_without_four_eyes(administrator: User, signer: str) -> None:
    user = UserFactory.create()
    asked = asked_for(user, Role.OFFICER, by=administrator)
    by = administrator if signer == "who asked" else user
    with pytest.raises(IntegrityError, match="role_four_eyes"):
        RoleAssignment.objects.filter(pk=asked.pk).update(approved_by=by, approved_at=NOW)


def test_database_refuses_an_approval_that_nobody_signed(administrator: User) -> None:
    asked = asked_for(UserFactory.create(), Role.OFFICER, by=administrator)
    with pytest.raises(IntegrityError, match="role_approval_is_signed"):
        RoleAssignment.objects.filter(pk=asked.pk).update(approved_at=NOW)


def test_database_refuses_an_unknown_role() -> None:
    with pytest.raises(IntegrityError, match="role_is_known"):
        RoleAssignmentFactory.create(user=UserFactory.create(), role="emperor")


def test_database_refuses_the_same_role_twice() -> None:
    user = UserFactory.create(roles=[Role.OFFICER])
    with pytest.raises(IntegrityError, match="role_held_once"):
        RoleAssignmentFactory.create(user=user, role=Role.OFFICER)


def test_withdrawn_role_has_no_effect_and_may_be_asked_for_again(administrator: User) -> None:
    user = UserFactory.create(roles=[Role.OFFICER, Role.APPROVER])
    held = RoleAssignment.objects.get(user=user, role=Role.OFFICER)
    withdraw_role(held, by=administrator, at=NOW)
    assert roles_of(fresh(user)) == {Role.APPROVER}
    assert fresh(user).has_perm(PREPARE) is False
    asked_for(user, Role.OFFICER, by=administrator)
    assert roles_of(fresh(user)) == {Role.APPROVER}


def test_second_approval_and_second_withdrawal_change_nothing(
    administrator: User, second: User
) -> None:
    third = UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])
    asked = asked_for(UserFactory.create(), Role.OFFICER, by=administrator)
    for by in (second, third):
        approve_role(asked, by=by, at=NOW)
    for by in (administrator, third):
        withdraw_role(asked, by=by, at=NOW)
    asked.refresh_from_db()
    assert (asked.approved_by, asked.withdrawn_by) == (second, administrator)


def test_console_gives_a_role_once() -> None:
    user = UserFactory.create()
    for _call in range(2):
        grant_role_from_console(user, Role.OFFICER, reason="Einrichtung", at=NOW)
    assert RoleAssignment.objects.filter(user=user).count() == 1
    assert roles_of(user) == {Role.OFFICER}


def test_database_refuses_superusers() -> None:
    with pytest.raises(IntegrityError, match="nobody_is_above_the_roles"):
        User.objects.create_superuser("root", "root@example.org", "secret-enough")


def test_form_of_a_superuser_says_why_not() -> None:
    user = UserFactory.build(is_superuser=True)
    with override(None), pytest.raises(ValidationError) as refused:
        user.validate_constraints()
    assert refused.value.messages == ["Rights come from roles; there are no superusers."]


@pytest.mark.parametrize("role", list(Role))
def test_backend_answers_from_the_matrix(role: Role) -> None:
    user = UserFactory.create(roles=[role])
    everything = frozenset().union(*PERMISSIONS.values())
    assert {perm for perm in everything if user.has_perm(perm)} == PERMISSIONS[role]
    assert user.get_all_permissions() == PERMISSIONS[role]


def test_backend_adds_up_several_roles() -> None:
    user = UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR])
    both = PERMISSIONS[Role.OFFICER] | PERMISSIONS[Role.AUDITOR]
    assert user.get_all_permissions() == both


def test_backend_ignores_groups_and_rights_of_django() -> None:
    user, group = UserFactory.create(), Group.objects.create(name="all")
    group.permissions.set(Permission.objects.all())
    user.groups.add(group)
    user.user_permissions.set(Permission.objects.all())
    assert user.get_all_permissions() == set()
    assert user.has_perm("programs.view_grant") is False


def test_backend_answers_per_right_and_not_per_object() -> None:
    user = UserFactory.create(roles=[Role.OFFICER])
    assert user.has_perm(PREPARE) is True
    assert user.has_perm(PREPARE, user) is False
    assert user.get_all_permissions(user) == set()


def test_backend_knows_the_apps_of_a_role() -> None:
    backend, user = RoleBackend(), UserFactory.create(roles=[Role.SYSTEM_ADMINISTRATOR])
    apps = ("accounts", "municipalities", "programs", "services", "reports")
    assert [app for app in apps if backend.has_module_perms(user, app)] == [
        "accounts",
        "municipalities",
        "reports",
    ]


@pytest.mark.parametrize("stranger", [AnonymousUser(), None])
def test_stranger_has_no_role(stranger: AnonymousUser | None) -> None:
    assert roles_of(stranger) == frozenset()
    assert permissions_of(stranger) == frozenset()


def test_blocked_account_has_no_role() -> None:
    user = UserFactory.create(roles=[Role.OFFICER], is_active=False)
    assert roles_of(user) == frozenset()
    assert user.has_perm(PREPARE) is False
    assert list(holders_of(Role.OFFICER)) == []


def test_roles_are_read_once_per_user_object(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = fresh(UserFactory.create(roles=[Role.OFFICER]))
    with django_assert_num_queries(1):
        assert roles_of(user) == {Role.OFFICER}
        assert user.has_perm(PREPARE) is True
        assert user.has_perm(APPROVE) is False
        assert has_any_role(user, MINISTRY) is True
    RoleAssignment.objects.filter(user=user).update(withdrawn_at=NOW)
    assert roles_of(user) == {Role.OFFICER}
    assert roles_of(fresh(user)) == frozenset()


def test_holders_of_a_role_are_found_by_name() -> None:
    for last_name in ("Zander", "Albrecht"):
        UserFactory.create(roles=[Role.APPROVER], last_name=last_name)
    UserFactory.create(roles=[Role.OFFICER])
    asked = UserFactory.create()
    RoleAssignmentFactory.create(user=asked, role=Role.APPROVER, requested=True)
    assert [user.last_name for user in holders_of(Role.APPROVER)] == ["Albrecht", "Zander"]


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (PREPARE, {Role.OFFICER}),
        (APPROVE, {Role.APPROVER}),
        (MANAGE_BUDGET, {Role.BUDGET_OFFICER}),
        (APPROVE_BUDGET, {Role.APPROVER, Role.BUDGET_OFFICER}),
        (ASSIGN_ROLES, {Role.SYSTEM_ADMINISTRATOR}),
        (APPROVE_ROLES, {Role.SYSTEM_ADMINISTRATOR}),
        (SEE_ALL_MONEY, MINISTRY | {Role.AUDITOR}),
    ],
)
def test_matrix_keeps_duties_apart(permission: str, roles: set[Role]) -> None:
    assert {role for role in Role if permission in PERMISSIONS[role]} == roles


def test_auditor_changes_nothing() -> None:
    verbs = {perm.split(".")[1].split("_")[0] for perm in PERMISSIONS[Role.AUDITOR]}
    assert verbs == {"view", "see", "run"}
