"""The identity provider is named as a whole, or not at all."""

from __future__ import annotations

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from ozg_hessen.identity_provider import NEEDED, IdentityProvider, identity_provider_of

WHOLE = {
    "OIDC_ISSUER": "https://login.hessen.example",
    "OIDC_CLIENT_ID": "ozg",
    "OIDC_CLIENT_SECRET": "secret",
}


def named(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], *, production: bool = True
) -> IdentityProvider | None:
    for name in NEEDED:
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return identity_provider_of(environ.Env(), production=production)


def test_no_value_means_no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named(monkeypatch, {}) is None
    assert named(monkeypatch, dict.fromkeys(NEEDED, "")) is None


def test_whole_configuration_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = named(monkeypatch, WHOLE)
    assert found == IdentityProvider(
        "https://login.hessen.example", "ozg", "secret", name="Landeskonto"
    )
    extra = {"OIDC_NAME": "Hessen-Konto", "OIDC_SECOND_FACTOR": "mfa,substantial"}
    found = named(monkeypatch, WHOLE | extra)
    assert found is not None
    assert (found.name, found.second_factor) == (
        "Hessen-Konto",
        frozenset({"mfa", "substantial"}),
    )


@pytest.mark.parametrize("production", [True, False])
@pytest.mark.parametrize("name", NEEDED)
def test_half_a_configuration_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, production: bool
) -> None:
    rest = {key: value for key, value in WHOLE.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=name):
        named(monkeypatch, rest, production=production)


def test_production_asks_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {**WHOLE, "OIDC_ISSUER": "http://login.hessen.example"}
    with pytest.raises(ImproperlyConfigured, match="TLS"):
        named(monkeypatch, plain)
    assert named(monkeypatch, plain, production=False) is not None
