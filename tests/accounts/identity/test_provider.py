"""Answers of a provider that do not hold, and the ways there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import SecurityEvent
from tests.accounts.identity.conftest import BACK, Provider
from tests.accounts.identity.lies import CHANGES
from tests.accounts.identity.test_linking import who
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.machine_clock]

FORGED = ("signature", "unsigned", "shared secret", "key", "no key")


@pytest.fixture
def browser(provider: Provider) -> Client:
    provider.knows("clara")
    UserFactory.create(username="clara")
    return Client()


def is_refused(browser: Client, answer: Any) -> bool:
    failed = SecurityEvent.objects.filter(kind="failed", person=None).count() == 1
    return answer["Location"] == "/anmelden/" and who(browser) is None and failed


@pytest.mark.parametrize("how", [*CHANGES, *FORGED])
def test_token_that_is_wrong_in_one_way_is_refused(
    provider: Provider, browser: Client, how: str
) -> None:
    provider.knows("clara", spoil=how)
    assert is_refused(browser, provider.brings(browser, "clara"))


def test_question_is_asked_with_state_nonce_and_proof_of_the_same_client(
    provider: Provider, browser: Client
) -> None:
    asked = parse_qs(urlsplit(provider.asked(browser)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    again = parse_qs(urlsplit(provider.asked(browser)).query)
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


def test_nobody_widens_the_question_by_the_address(provider: Provider, browser: Client) -> None:
    asked = provider.asked(browser, scope="admin", auth_params="acr_values=0", process="connect")
    assert "admin" not in asked
    assert "acr_values" not in asked


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_way_back_ends_in_the_house(provider: Provider, browser: Client, next_page: str) -> None:
    assert provider.brings(browser, "clara", next=next_page)["Location"] == "/"


def test_answer_serves_once(provider: Provider, browser: Client) -> None:
    back = provider.answered(provider.asked(browser), "clara")
    browser.get(back)
    assert who(browser) is not None
    browser.post("/abmelden/")
    assert browser.get(back)["Location"] == "/anmelden/"
    assert who(browser) is None


def test_answer_serves_in_the_browser_that_asked(provider: Provider, browser: Client) -> None:
    back = provider.answered(provider.asked(browser), "clara")
    other = Client()
    assert is_refused(other, other.get(back))


@pytest.mark.parametrize("change", ["state", "code", "no state", "no code"])
def test_changed_answer_is_refused(provider: Provider, browser: Client, change: str) -> None:
    back = provider.answered(provider.asked(browser), "clara")
    values = {name: value[0] for name, value in parse_qs(urlsplit(back).query).items()}
    if change.startswith("no "):
        del values[change.removeprefix("no ")]
    else:
        values[change] = "another"
    assert is_refused(browser, browser.get(BACK, values))


def test_code_of_another_question_is_refused(provider: Provider, browser: Client) -> None:
    """Somebody slips in an answer that was given to them."""
    mine, theirs = Client(), browser
    slipped = parse_qs(urlsplit(provider.answered(provider.asked(mine), "clara")).query)
    asked = parse_qs(urlsplit(provider.asked(theirs)).query)
    answer = theirs.get(BACK, {"state": asked["state"][0], "code": slipped["code"][0]})
    assert is_refused(theirs, answer)


def test_refusal_at_the_provider_leads_back_to_the_sign_in(
    provider: Provider, browser: Client
) -> None:
    asked = parse_qs(urlsplit(provider.asked(browser)).query)
    answer = browser.get(BACK, {"state": asked["state"][0], "error": "access_denied"})
    assert is_refused(browser, answer)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://localhost:1"},
        {"client_secret": "wrong"},
        {"client_id": "another"},
    ],
)
def test_provider_that_does_not_answer_as_configured(
    provider: Provider, browser: Client, settings: Any, change: dict[str, str]
) -> None:
    asked = provider.asked(browser)
    back = provider.answered(asked, "clara")
    settings.IDENTITY_PROVIDER = replace(settings.IDENTITY_PROVIDER, **change)
    assert is_refused(browser, browser.get(back))
    if "issuer" in change:
        assert browser.get("/anmelden/landeskonto/")["Location"] == "/anmelden/"


def test_another_issuer_at_the_address_is_refused(
    provider: Provider, browser: Client, settings: Any
) -> None:
    """The same server under another name describes itself by that one."""
    named = provider.issuer.replace("localhost", "127.0.0.1")
    settings.IDENTITY_PROVIDER = replace(
        settings.IDENTITY_PROVIDER, issuer=f"{named}/.well-known/openid-configuration"
    )
    answer = browser.get("/anmelden/landeskonto/")
    assert is_refused(browser, answer)


def test_sign_in_page_has_the_button_where_there_is_a_provider(
    provider: Provider, settings: Any
) -> None:
    page = Client().get("/anmelden/", {"next": "/fortschritt/"}).content.decode()
    assert "Anmelden mit Landeskonto" in page
    assert "/anmelden/landeskonto/?next=%2Ffortschritt%2F" in page
    settings.IDENTITY_PROVIDER = None
    assert "landeskonto" not in Client().get("/anmelden/").content.decode()
    assert Client().get("/anmelden/landeskonto/").status_code == 404
    assert Client().get(BACK).status_code == 404


@pytest.mark.parametrize("path", ["/anmelden/landeskonto/", BACK])
def test_ways_are_only_looked_at(provider: Provider, path: str) -> None:
    assert Client().post(path).status_code == 405
