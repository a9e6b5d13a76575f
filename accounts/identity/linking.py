"""Whose account an identity at the provider opens: of its subject, or else of its address.

At the first sign-in the confirmed address has to be that of an account, which administrators keep;
from then on the subject alone counts. Nobody signs up, and rights follow from roles as ever.
"""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.choices import SecurityKind
from accounts.models import Identity, User
from accounts.notices import tell_linked
from accounts.security_log import note


class StateIdentities(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Every refusal sounds alike; the security log knows why."""

    def list_apps(self, *args: Any, **kwargs: Any) -> list[Any]:
        """No row of the database names a provider."""
        return []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not sociallogin.is_existing:
            _tie(request, sociallogin)
        if not sociallogin.user.is_active:
            _refuse(request, _("The account is switched off."), person=sociallogin.user)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any
    ) -> None:
        """Whatever the provider or the way back got wrong. Raises ImmediateHttpResponse always."""
        text = _("The sign-in with the account of the state did not work. Please try again.")
        _refuse(request, str(kwargs.get("exception") or error), text=text)


def _tie(request: HttpRequest, login: SocialLogin) -> None:
    """Tie the identity to the account of its address. Raises ImmediateHttpResponse for none."""
    address = login.confirmed_address
    with transaction.atomic():
        accounts = User.objects.select_for_update().filter(email__iexact=address, is_active=True)
        person = accounts.first() if address else None
        is_free = person is not None and not Identity.objects.filter(user=person).exists()
        if person is not None and is_free:
            login.user = login.account.user = person
            login.account.save()
            note(request, SecurityKind.LINKED, what=request.path, person=person)
            tell_linked(person)
    if person is None:
        _refuse(request, _("No active account has the confirmed address."))
    if not is_free:
        _refuse(request, _("Another identity opens the account."), person=person)


def _refuse(
    request: HttpRequest, why: str, *, person: User | None = None, text: str = ""
) -> NoReturn:
    """Back to the sign-in page. Raises ImmediateHttpResponse."""
    note(request, SecurityKind.FAILED, what=f"{request.path}: {why}", person=person)
    messages.error(
        request,
        text
        or _(
            "No active account here goes with this account of the state. Please turn to the system "
            "administration."
        ),
    )
    raise ImmediateHttpResponse(redirect("account_login"))
