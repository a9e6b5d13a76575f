"""Asking the identity provider of the state: what is sent there, and which answer counts.

Source: OpenID Connect Core 1.0, 3.1.2 and 3.1.3; Discovery 1.0, 4.3.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jwt
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

ID = "state"
SECONDS_APART = 60  # that the clocks of provider and house may differ
SECONDS_TO_ANSWER = 5
SIGNED_WITH = ["RS256", "PS256", "ES256", "RS384", "RS512", "ES384"]  # never a shared secret
NEEDED_CLAIMS = ["iss", "aud", "exp", "iat", "sub", "nonce"]
ENDPOINTS = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
ADDRESS = ("email", "email_verified")
SECOND_FACTOR = "second_factor"  # kept with the identity: whether the last sign-in had one


def configured() -> Any:
    """The provider of the settings. Raises Http404 where there is none."""
    if settings.IDENTITY_PROVIDER is None:
        raise Http404
    return settings.IDENTITY_PROVIDER


class StateProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """The one provider of the settings; of what it tells, subject and address are looked at."""

    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> StateClient:
        return StateClient(request)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = data["id_token"]
        said = claims.get("amr")
        ways = {claims.get("acr"), *(said if isinstance(said, list) else ())}
        return {SECOND_FACTOR: bool(ways & configured().second_factor)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}  # names and addresses are kept by administrators

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []  # accounts.identity.linking asks for the claims themselves


class StateClient(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the same
    """The house at the provider. Raises Http404 where none is configured.

    `kept` is what the house noted in the session when it sent the person there.
    """

    def __init__(self, request: HttpRequest) -> None:
        configured()
        self.kept: dict[str, Any] = {}
        super().__init__(request, ID)

    def get_provider(self) -> StateProvider:
        named = configured()
        app = SocialApp(
            provider=StateProvider.id,
            provider_id=ID,
            name=named.name,
            client_id=named.client_id,
            secret=named.client_secret,
            settings={"server_url": named.issuer},
        )
        return StateProvider(self.request, app=app)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return str(build_absolute_uri(request, reverse("identity_callback")))

    @property
    def openid_config(self) -> dict[str, Any]:
        """Where to ask. Raises OAuth2Error where another issuer answers, or too little is said."""
        told: dict[str, Any] = super().openid_config
        if not told.keys() >= ENDPOINTS or told["issuer"] != configured().issuer:
            raise OAuth2Error("The provider does not describe itself as the configured issuer.")
        return told

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Who came back, by a token that is theirs, for us, and for this very question."""
        claims = self._checked(kwargs["response"].get("id_token", ""))
        if "email" not in claims:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The provider tells of another subject.")
            claims |= {name: told[name] for name in ADDRESS if name in told}
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.confirmed_address = claims["email"] if claims.get("email_verified") is True else ""
        return login

    def _checked(self, token: str) -> dict[str, Any]:
        client_id = configured().client_id
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                _keys(self.openid_config["jwks_uri"]).get_signing_key_from_jwt(token),
                algorithms=SIGNED_WITH,
                issuer=configured().issuer,
                audience=client_id,
                leeway=SECONDS_APART,
                options={"require": NEEDED_CLAIMS},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"The token does not hold: {error}") from error
        if not constant_time_compare(str(claims["nonce"]), self.kept["nonce"]):
            raise OAuth2Error("The token answers another question.")
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("The token was made for another application.")
        asked = self.kept.get("confirms_since")
        if asked is not None and claims.get("auth_time", 0) < asked - SECONDS_APART:
            raise OAuth2Error("The provider did not ask the person again.")
        return claims


@cache
def _keys(url: str) -> jwt.PyJWKClient:
    """The keys of the provider, asked for anew every five minutes and for an unknown key."""
    return jwt.PyJWKClient(url, timeout=SECONDS_TO_ANSWER)
