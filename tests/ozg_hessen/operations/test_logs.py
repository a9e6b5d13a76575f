"""Each event is one line with the id of its request, for people or as JSON."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.test import Client

from core.http.middleware import REQUEST, RequestIdFilter
from ozg_hessen.operations.logs import JsonLines, logging_of
from tests.ozg_hessen.test_web import PASSWORD, User


def record(message: str, *values: object, error: bool = False) -> logging.LogRecord:
    made = logging.LogRecord(
        "programs", logging.WARNING, __file__, 1, message, values, sys.exc_info() if error else None
    )
    RequestIdFilter().filter(made)
    return made


def test_line_is_one_object_with_time_level_logger_and_request() -> None:
    token = REQUEST.set("4f2a")
    try:
        made = record("Größe %s\nzweite Zeile", 3)
    finally:
        REQUEST.reset(token)
    made.created = 1764332096.5
    line = JsonLines().format(made)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2025-11-28T12:14:56.500000+00:00",
        "level": "WARNING",
        "logger": "programs",
        "request": "4f2a",
        "message": "Größe 3\nzweite Zeile",
    }


def test_traceback_stays_in_the_line_of_its_error() -> None:
    try:
        raise ValueError("nicht lesbar")
    except ValueError:
        line = JsonLines().format(record("failed", error=True))
    assert "\n" not in line
    assert json.loads(line)["traceback"].splitlines()[-1] == "ValueError: nicht lesbar"


@pytest.mark.parametrize(("as_json", "format"), [(True, "json"), (False, "lines")])
def test_production_writes_json_and_people_read_lines(as_json: bool, format: str) -> None:
    assert logging_of("INFO", as_json=as_json)["handlers"]["console"]["formatter"] == format


def test_a_request_that_waits_a_moment_is_no_line_of_the_log() -> None:
    assert logging.getLogger("waitress.queue").getEffectiveLevel() == logging.ERROR


@pytest.mark.django_db
def test_no_line_names_a_person(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    User.objects.create_user("clara", "clara@example.org", PASSWORD)
    with caplog.at_level(logging.DEBUG, logger="django"):
        client.post("/anmelden/", {"login": "clara@example.org", "password": "wrong"})
        client.post("/anmelden/", {"login": "clara", "password": PASSWORD})
        client.get("/nirgends/?q=clara")
        client.get("/admin/accounts/user/")
    lines = [JsonLines().format(line) for line in caplog.records if line.name != "django.db"]
    assert any("/nirgends/" in line for line in lines)
    assert [line for line in lines if "clara" in line or PASSWORD in line] == []
