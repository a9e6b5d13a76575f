"""Which roles a user holds, and within which areas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from accounts.roles import PERMISSIONS


class Viewer(Protocol):
    """Who looks: a person or a stranger; all that rules of visibility may ask."""

    @property
    def pk(self) -> Any: ...

    @property
    def is_authenticated(self) -> bool: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


EVERYWHERE = ""  # the area of a role that is not limited: a prefix of every key


def _held(user: Viewer | None) -> frozenset[tuple[Role, str]]:
    """The active roles of `user` with their areas, read once per user object."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    cached: frozenset[tuple[Role, str]] | None = getattr(user, "_active_roles", None)
    if cached is None:
        held = user.role_assignments.active().values_list("role", "area_ags")
        cached = frozenset((Role(role), area) for role, area in held)
        user._active_roles = cached  # type: ignore[attr-defined]  # kept for the request
    return cached


def user_with_roles(pk: Any) -> User | None:
    """The account with the key and its active roles, read in one statement."""
    held = RoleAssignment.objects.active().filter(user=OuterRef("pk"))
    roles = ArraySubquery(held.values(held=JSONObject(role="role", area="area_ags")))
    user = User.objects.annotate(held=roles).filter(pk=pk).first()
    if user is not None and user.is_active:
        found = frozenset((Role(one["role"]), one["area"]) for one in user.held)
        user._active_roles = found  # type: ignore[attr-defined]  # kept for the request
    return user


def roles_of(user: Viewer | None) -> frozenset[Role]:
    """The active roles of `user`; none for a stranger."""
    return frozenset(role for role, _area in _held(user))


def areas_of(user: Viewer, permission: str) -> tuple[str, ...]:
    """The keys of the areas within which `user` has the permission; EVERYWHERE alone for all."""
    areas = {area for role, area in _held(user) if permission in PERMISSIONS[role]}
    return (EVERYWHERE,) if EVERYWHERE in areas else tuple(sorted(areas))


def has_in_an_area_alone(user: Viewer, permission: str) -> bool:
    """Whether `user` has the permission, but not for the whole state."""
    return user.has_perm(permission) and EVERYWHERE not in areas_of(user, permission)


def within(column: str, areas: Iterable[str]) -> Q:
    """Rows whose key `column` lies in one of the areas; no row where there is no area."""
    keys = list(areas)
    if EVERYWHERE in keys:
        return Q()
    found = Q(pk__in=[])
    for key in keys:
        found |= Q(**{f"{column}__startswith": key})
    return found


def user_of_address(email: str) -> User | None:
    """The account that answers to the mail address: one at most, and no other address opens it.

    Upper and lower case are one. The database takes “ı” for “i” too, which is another domain.
    """
    found = User.objects.filter(email__iexact=email).first() if email else None
    return found if found is not None and found.email.lower() == email.lower() else None


def holders_of(role: Role) -> QuerySet[User]:
    """The people who hold `role`, by name."""
    held = RoleAssignment.objects.active().filter(role=role)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by(
        "last_name", "first_name", "username"
    )


def permissions_of(user: Viewer | None) -> frozenset[str]:
    """All permissions that the roles of `user` give."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles_of(user)))


def has_any_role(user: Viewer, roles: frozenset[Role]) -> bool:
    """Whether `user` holds at least one of `roles`."""
    return bool(roles_of(user) & roles)
