"""The store of sessions knows whose each is, and of the device only what its person needs."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Session, User
from accounts.sign_in.sessions import device_of, network_of
from tests.factories.accounts import PASSWORD, UserFactory

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/142.0.0.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.1 Safari/605"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit Version/18 Safari/604.1"


def signs_in(client: Client) -> None:
    form = {"login": "clara", "password": PASSWORD}
    headers = {"User-Agent": FIREFOX}
    client.post("/anmelden/", form, headers=headers, REMOTE_ADDR="192.0.2.77")


@pytest.fixture
def person() -> User:
    return UserFactory.create(username="clara")


@pytest.mark.django_db
def test_address_is_kept_as_its_network(client: Client, person: User) -> None:
    signs_in(client)
    session = Session.objects.get(person=person)
    assert (session.device, session.network) == ("Firefox, Windows", "192.0.2.0/24")
    assert "192.0.2.77" not in str(session.get_decoded())


@pytest.mark.django_db
def test_sign_in_begins_a_new_session(client: Client, person: User) -> None:
    client.get("/anmelden/")
    before = client.session
    before["tried"] = True
    before.save()
    client.cookies["sessionid"] = str(before.session_key)
    signs_in(client)
    assert client.session.session_key != before.session_key
    assert not Session.objects.filter(pk=before.session_key).exists()


@pytest.mark.django_db
def test_session_of_a_stranger_is_nobodys(client: Client) -> None:
    session = client.session
    session.save()
    assert Session.objects.get().person is None


@pytest.mark.django_db
def test_sign_in_forgets_sessions_that_are_over(person: User) -> None:
    signs_in(Client())
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        signs_in(Client())
        assert Session.objects.filter(person=person).count() == 1


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Windows"),
        (CHROME, "Chrome, Linux"),
        (SAFARI, "Safari, macOS"),
        (PHONE, "Safari, iPhone"),
        (CHROME.replace("Safari/537.36", "Safari/537.36 Edg/142.0"), "Edge, Linux"),
        (CHROME.replace("X11; Linux x86_64", "Linux; Android 15; K"), "Chrome, Android"),
        ("curl/8.11", ""),
        ("", ""),
    ],
)
def test_device_is_browser_and_system(agent: str, device: str) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("", ""),
        ("no address", ""),
    ],
)
def test_network_is_a_part_of_the_address(address: str, network: str) -> None:
    assert network_of(address) == network
