"""Answers Django's permission questions from the role matrix."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.queries import Viewer, permissions_of, user_of_address, user_with_roles


class RoleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Permissions come from active roles; groups and superusers do not count.

    An account answers to its user name and its one address. A right password of a switched-off
    account is answered like a wrong one.
    """

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        return self._check_password(user_of_address(email), password)

    def _check_password(self, user: User | None, password: str) -> User | None:
        if user is None:
            return None
        self._did_check_password = True
        is_right = user.check_password(password) and self.user_can_authenticate(user)
        return user if is_right else None

    def get_user(self, user_id: Any) -> User | None:
        """Who is signed in, with the roles, which every page asks for: one statement for both."""
        user = user_with_roles(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Viewer, obj: Any = None) -> set[str]:
        return set() if obj is not None else set(permissions_of(user_obj))

    def has_perm(self, user_obj: Viewer, perm: str, obj: Any = None) -> bool:
        return obj is None and perm in permissions_of(user_obj)

    def has_module_perms(self, user_obj: Viewer, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in permissions_of(user_obj))
