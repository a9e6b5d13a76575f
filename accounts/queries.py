"""Which roles a user holds."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.roles import PERMISSIONS

Viewer = User | AnonymousUser | Any


def roles_of(user: Viewer) -> frozenset[Role]:
    """The active roles of `user`, read once per user object; none for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    cached: frozenset[Role] | None = getattr(user, "_active_roles", None)
    if cached is None:
        held = user.role_assignments.active().values_list("role", flat=True)
        cached = frozenset(Role(role) for role in held)
        user._active_roles = cached  # type: ignore[attr-defined]  # kept for the request
    return cached


def holders_of(role: Role) -> QuerySet[User]:
    """The people who hold `role`, by name."""
    held = RoleAssignment.objects.active().filter(role=role)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by(
        "last_name", "first_name", "username"
    )


def permissions_of(user: Viewer) -> frozenset[str]:
    """All permissions that the roles of `user` give."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles_of(user)))


def has_any_role(user: Viewer, roles: frozenset[Role]) -> bool:
    """Whether `user` holds at least one of `roles`."""
    return bool(roles_of(user) & roles)
