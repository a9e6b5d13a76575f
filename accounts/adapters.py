"""How sign-in differs from allauth's defaults."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by administrators, nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
