"""The databases of the tests themselves."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from tests import databases

User = get_user_model()


@pytest.mark.django_db
def test_rolled_back_database_starts_without_users() -> None:
    assert User.objects.count() == 0
    User.objects.create(username="gone-after-this-test")


@pytest.mark.parametrize("run", [1, 2])
def test_committed_database_is_seen_by_other_processes_and_gone_afterwards(
    committed_db: str, run: int
) -> None:
    assert User.objects.count() == 0
    with transaction.atomic():
        User.objects.create(username="committed")
    result = subprocess.run(
        [
            *(sys.executable, "manage.py", "shell", "--verbosity", "0", "--command"),
            "from accounts.models import User; print(User.objects.get().username)",
        ],
        env={**os.environ, "DATABASE_URL": committed_db},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "committed\n"


@pytest.mark.django_db
def test_database_ignores_durability_only_in_tests() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)


def test_network_is_closed_beyond_loopback() -> None:
    with (
        socket.socket() as client,
        pytest.raises(AssertionError, match=r"tried to reach 192\.0\.2\.1"),
    ):
        client.connect(("192.0.2.1", 80))


def test_database_is_dropped_once_the_application_s_processes_have_left(committed_db: str) -> None:
    """They are not the owner's to end, and take a moment to leave."""
    there = connection.get_connection_params() | {"user": settings.APPLICATION_ROLE}
    other = psycopg2.connect(**{key: there[key] for key in ("dbname", "user", "host")})
    leaving = threading.Timer(0.5, other.close)
    leaving.start()
    databases.clone(str(there["dbname"]))
    leaving.join()
    assert other.closed
