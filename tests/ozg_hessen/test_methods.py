"""Pages are read and forms are sent; whatever else is asked is refused at the door."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("GET", 200),
        ("HEAD", 200),
        ("POST", 200),
        ("OPTIONS", 405),
        ("PUT", 405),
        ("PATCH", 405),
        ("DELETE", 405),
        ("TRACE", 405),
        ("BREW", 405),
    ],
)
def test_only_reading_and_sending_is_answered(client: Client, method: str, answer: int) -> None:
    response = client.generic(method, "/anmelden/")
    assert response.status_code == answer
    assert ("Allow" in response) == (answer == 405)


def test_api_says_itself_which_methods_it_takes(client: Client) -> None:
    assert client.put("/api/v1/bodies/")["Content-Type"] == "application/problem+json"
