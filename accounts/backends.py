"""Answers Django's permission questions from the role matrix."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.queries import Viewer, permissions_of


class RoleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Permissions come from active roles; groups and superusers do not count."""

    def get_all_permissions(self, user_obj: Viewer, obj: Any = None) -> set[str]:
        return set() if obj is not None else set(permissions_of(user_obj))

    def has_perm(self, user_obj: Viewer, perm: str, obj: Any = None) -> bool:
        return obj is None and perm in permissions_of(user_obj)

    def has_module_perms(self, user_obj: Viewer, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in permissions_of(user_obj))
