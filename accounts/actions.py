"""Verbs on users and roles."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.roles import APPROVE_ROLES, ASSIGN_ROLES
from core.choices import check_offered
from core.errors import RuleError


def request_role(
    user: User, role: Role, *, reason: str, by: User, at: datetime, area_ags: str = ""
) -> RoleAssignment:
    """Ask for a role; it has no effect until a second person approves it."""
    check_offered(role, Role, field="role")
    if not by.has_perm(ASSIGN_ROLES):
        raise RuleError(_("You may not assign roles."), code="not_allowed")
    return RoleAssignment.objects.create(
        user=user, role=role, reason=reason, area_ags=area_ags, prepared_by=by, prepared_at=at
    )


@transaction.atomic
def approve_role(assignment: RoleAssignment, *, by: User, at: datetime) -> None:
    """Make a requested role effective.

    Raises RuleError if `by` asked for it, is its holder, or may not approve roles.
    """
    locked = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if not by.has_perm(APPROVE_ROLES):
        raise RuleError(_("You may not approve roles."), code="not_allowed")
    if by.pk in {locked.prepared_by_id, locked.user_id}:
        raise RuleError(
            _("A role is approved by a second person who is not its holder."), code="four_eyes"
        )
    if locked.approved_at is None:
        locked.approved_by, locked.approved_at = by, at
        locked.save(update_fields=["approved_by", "approved_at"])


def grant_role_from_console(user: User, role: Role, *, reason: str, at: datetime) -> None:
    """Give a role at once, without people behind it: first set-up and demo data only."""
    check_offered(role, Role, field="role")
    RoleAssignment.objects.get_or_create(
        user=user,
        role=role,
        withdrawn_at=None,
        defaults={"reason": reason, "prepared_at": at, "approved_at": at},
    )


@transaction.atomic
def withdraw_role(assignment: RoleAssignment, *, by: User, at: datetime) -> None:
    """End a role at once; taking a right away needs no second person."""
    if not by.has_perm(ASSIGN_ROLES):
        raise RuleError(_("You may not withdraw roles."), code="not_allowed")
    locked = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.withdrawn_at is None:
        locked.withdrawn_by, locked.withdrawn_at = by, at
        locked.save(update_fields=["withdrawn_by", "withdrawn_at"])
