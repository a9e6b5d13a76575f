"""What tells a load balancer whether this process lives, and whether it may be sent requests."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/health/", "/health/ready/", "/health/live/"])
def test_health_answers_whatever_host_is_asked_for(address: str) -> None:
    answer = Client(headers={"host": "10.0.0.7"}).get(address)
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_without_a_database_the_process_lives_and_is_not_ready() -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("no connection")

    client = Client()
    with connection.execute_wrapper(refuse):
        answers = {name: client.get(f"/health/{name}/").status_code for name in ("live", "ready")}
    assert answers == {"live": 200, "ready": 503}
