"""The provider, which all tests of this folder ask, and the house that is registered there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as of_the_house
from django.test import Client

from ozg_hessen.identity_provider import IdentityProvider

BACK = "/anmelden/landeskonto/zurueck/"
PATIENCE = 30


@dataclass
class Provider:
    """A provider and people there."""

    issuer: str
    client: dict[str, str]

    def knows(self, sub: str, **claims: Any) -> None:
        """The person `sub` is there, with these claims."""
        told = {"email": f"{sub}@example.org", "email_verified": True, **claims}
        requests.put(f"{self.issuer}/users/{sub}", json=told, timeout=5).raise_for_status()

    def asked(self, browser: Client, **query: str) -> str:
        """The address at the provider to which the house sends the browser."""
        return browser.get("/anmelden/landeskonto/", query)["Location"]

    def answered(self, address: str, sub: str) -> str:
        """Sign in there as `sub`; the path to which the provider sends the browser back."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def brings(self, browser: Client, sub: str, **query: str) -> Any:
        """The whole way of the browser; the answer to the way back."""
        return browser.get(self.answered(self.asked(browser, **query), sub))


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Provider]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.accounts.identity.server", str(port)]
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with subprocess.Popen(
        command, cwd=of_the_house.BASE_DIR, env=environment, stderr=subprocess.DEVNULL
    ) as server:
        issuer, end = f"http://localhost:{port}", time.monotonic() + PATIENCE
        while time.monotonic() < end and not _answers(port):
            time.sleep(0.05)
        yield Provider(issuer, _registered(issuer))
        server.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def _registered(issuer: str) -> dict[str, str]:
    house = {
        "redirect_uris": [f"http://testserver{BACK}"],
        "token_endpoint_auth_method": "client_secret_post",
        "scope": "openid profile email",
    }
    made: dict[str, str] = requests.post(f"{issuer}/oauth2/clients", json=house, timeout=5).json()
    return made


@pytest.fixture
def provider(running_provider: Provider, settings: Any) -> Provider:
    """The provider, configured as the one of the state."""
    settings.IDENTITY_PROVIDER = IdentityProvider(
        issuer=running_provider.issuer,
        client_id=running_provider.client["client_id"],
        client_secret=running_provider.client["client_secret"],
        name="Landeskonto",
        second_factor=frozenset({"mfa", "substantial"}),
    )
    return running_provider
