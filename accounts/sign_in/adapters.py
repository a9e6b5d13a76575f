"""How sign-in differs from allauth's defaults."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import SecurityKind
from accounts.identity.provider import SECOND_FACTOR
from accounts.models import Identity, User
from accounts.queries import user_of_address
from accounts.security_log import note
from accounts.sign_in.known_browsers import is_known, remember
from accounts.sign_in.second_factor import BY_PROVIDER

# Texts of allauth whose German says "du"; our catalogue, read first, has the formal ones.
REWORDED = (
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Please type your current password."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("You have signed out."),
    gettext_noop("You must type the same password each time."),
)
STAGE_OF_ALLAUTH = "allauth.mfa.stages.AuthenticateStage"
STAGE = "accounts.sign_in.second_factor.OwnFactor"
EVERYWHERE = "login_failed_everywhere"
BEGUN = "sign_in_begun"  # in the session, while the second factor is asked for


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by administrators, nobody signs up.

    Wrong passwords are counted per account and address of the network, so nobody locks another
    person out. All addresses together are limited too, slowly; a browser in which the person has
    signed in before still gets in.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Where work starts: whoever has changed the password has no need of its form again."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        account = account_named(credentials)
        try:
            super().pre_authenticate(request, **credentials)
            self._limit_everywhere(request, account)
        except ValidationError:
            known = User.objects.filter(username=account).first()
            note(request, SecurityKind.LOCKED_OUT, person=known)
            raise

    def _limit_everywhere(self, request: HttpRequest, account: str) -> None:
        self._everywhere = ratelimit.consume(
            request, app="allauth.account", action=EVERYWHERE, key=account
        )
        if not self._everywhere and not is_known(request, account):
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        usage = getattr(self, "_everywhere", None)
        if usage:
            usage.rollback()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{account_named(credentials)}:{self.get_client_ip(request)}"

    def get_login_stages(self) -> list[str]:
        stages: list[str] = super().get_login_stages()
        return [STAGE if stage == STAGE_OF_ALLAUTH else stage for stage in stages]

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """A second factor that the provider asked for counts like one of ours."""
        login = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if login is not None and login.account.extra_data[SECOND_FACTOR]:
            record_authentication(request, user, BY_PROVIDER)
        request.session[BEGUN] = user.get_session_auth_hash()
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, unless password or account changed while the second factor was asked for."""
        begun = request.session.pop(BEGUN, "")
        if not (user.is_active and constant_time_compare(begun, user.get_session_auth_hash())):
            clear_login(request)
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Password, second factor, and the provider for those whom it signs in."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if settings.IDENTITY_PROVIDER is None or not Identity.objects.filter(user=user).exists():
            return methods
        text = _("Confirm with %(name)s") % {"name": settings.IDENTITY_PROVIDER.name}
        return [*methods, {"id": "identity", "description": text, "url": reverse("identity_begin")}]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember(response, user.username.lower())
        return response


def account_named(credentials: dict[str, Any]) -> str:
    """The user name behind a user name or mail address, so that both count together."""
    login = str(credentials.get("email") or credentials.get("username") or "").lower()
    user = user_of_address(login)
    return user.username.lower() if user is not None else login
