"""The identity provider of the state (OpenID Connect), as the environment names it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from environ import Env

NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")


@dataclass(frozen=True)
class IdentityProvider:
    """Whom the house asks, and as whom it asks.

    `second_factor`: the values of acr or amr with which the provider says that it asked for a
    second factor too; none: the house asks for its own.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    second_factor: frozenset[str] = frozenset()


def identity_provider_of(env: Env, *, production: bool) -> IdentityProvider | None:
    """The provider; None where no value names one.

    Raises ImproperlyConfigured where some of the values are missing, and in production where the
    issuer is asked without TLS.
    """
    values = {name: env.str(name, default="") for name in NEEDED}
    if not any(values.values()):
        return None
    if missing := [name for name, value in values.items() if not value]:
        raise ImproperlyConfigured(
            "The identity provider is named by half. Set these values too, or none of them: "
            + ", ".join(missing)
        )
    issuer = values["OIDC_ISSUER"]
    if production and not issuer.startswith("https://"):
        raise ImproperlyConfigured("OIDC_ISSUER is not asked over TLS: it begins with https://.")
    return IdentityProvider(
        issuer=issuer,
        client_id=values["OIDC_CLIENT_ID"],
        client_secret=values["OIDC_CLIENT_SECRET"],
        name=env.str("OIDC_NAME", default="Landeskonto"),
        second_factor=frozenset(env.list("OIDC_SECOND_FACTOR", default=[])),
    )
