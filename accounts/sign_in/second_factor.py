"""The second factor: who needs one, how its secrets are kept, and where others are led."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.queries import has_any_role
from accounts.roles import WITH_SECOND_FACTOR
from core.http.confirmation import seconds_since_shown

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What somebody without a second factor still reaches: setting one up, the password, the way out.
OPEN = ("account_", "mfa_")
BY_PROVIDER = "second_factor_by_provider"  # in the session, as allauth notes how somebody came
KNOWN = "has_second_factor"  # in the session; taking the factor away ends all sessions
# Texts of allauth whose German says "du"; our catalogue, read first, has the formal ones.
REWORDED = (
    gettext_noop("Incorrect code."),
    gettext_noop("You cannot deactivate two-factor authentication."),
    gettext_noop("Authenticator app activated."),
    gettext_noop("Authenticator app deactivated."),
    gettext_noop("A new set of recovery codes has been generated."),
    gettext_noop("Security key added."),
    gettext_noop("Security key removed."),
    gettext_noop("Use your password"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use a security key"),
    gettext_noop("Master key"),
    gettext_noop("Backup key"),
    gettext_noop("Key nr. {number}"),
    gettext_noop("Passwordless"),
    gettext_noop(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes "
        "additional requirements such as biometrics or PIN protection."
    ),
    gettext_noop("Authenticator code"),
    gettext_noop("Code"),
)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are stored encrypted; whoever needs a second factor does not give up the last one."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not needs_second_factor(user)

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)


def _box() -> Fernet:
    """Locks the secrets with a key of its own, made from the secret key of the house."""
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def needs_second_factor(user: User) -> bool:
    """Whether the roles of the person ask for one; the public demo accounts are let off."""
    return bool(
        settings.SECOND_FACTOR_COMPULSORY
        and not user.is_demo
        and has_any_role(user, WITH_SECOND_FACTOR)
    )


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def had_one_at_the_provider(request: HttpRequest, user: User) -> bool:
    """Whether the person came in this session with a second factor of the provider that counts."""
    records = get_authentication_records(request, user)
    return any(record["method"] == BY_PROVIDER for record in records)


def confirms_elsewhere(request: HttpRequest, user: User) -> bool:
    """Whether only the provider can say who this is, and has not done so for a while.

    allauth asks nothing of people who have neither a password nor a factor here.
    """
    is_long_ago = seconds_since_shown(request) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if settings.IDENTITY_PROVIDER is None or not is_long_ago:
        return False
    return not get_reauthentication_flows(user)


class OwnFactor(AuthenticateStage):  # type: ignore[misc]  # allauth has no types
    """Asks for the second factor kept here, unless the provider has asked for its own."""

    def _should_handle(self, request: HttpRequest) -> bool:
        came_with_one = had_one_at_the_provider(request, self.login.user)
        return bool(not came_with_one and super()._should_handle(request))


class SecondFactorMiddleware:
    """Whoever needs a second factor and has none sets one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        user = request.user
        name = request.resolver_match.view_name if request.resolver_match else ""
        if isinstance(user, User) and name.startswith("mfa_") and confirms_elsewhere(request, user):
            return redirect(f"{reverse('identity_begin')}?{urlencode({'next': request.path})}")
        if not isinstance(user, User) or name.startswith(OPEN) or KNOWN in request.session:
            return None
        if not needs_second_factor(user):  # asked each time: a role may come during the session
            return None
        if not (has_second_factor(user) or had_one_at_the_provider(request, user)):
            return redirect("mfa_index")
        request.session[KNOWN] = True
        return None
