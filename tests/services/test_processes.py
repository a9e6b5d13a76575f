"""Processes and their states: what a process offers, and that its history is only added to."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from services.models import OnlineProcess, ProcessEvent

pytestmark = pytest.mark.usefixtures("world")
DAY = date(2026, 3, 1)


def released(code: str, *services: str) -> OnlineProcess:
    process = OnlineProcess.objects.create(code=code, name=code.title(), kind="civento")
    process.services.set(services)
    ProcessEvent.objects.create(process=process, state="released", on=DAY)
    return process


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE services_processevent SET \"on\" = '2020-01-01'",
        "DELETE FROM services_processevent",
        "TRUNCATE services_processevent",
    ],
)
def test_states_of_a_process_are_append_only(statement: str) -> None:
    process = released("hund")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [(event.state, event.on) for event in process.state_events.all()] == [("released", DAY)]


def test_process_with_a_history_is_not_deleted() -> None:
    process = released("hund")
    with pytest.raises(ProtectedError):
        process.delete()
