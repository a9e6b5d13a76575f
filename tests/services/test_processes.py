"""Processes and their states: what a process offers, and that its history is only added to."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from core.as_of import AsOf
from services.choices import CountingRule, TaskKind
from services.models import Catalogue, OnlineProcess, OzgService, ProcessEvent
from services.queries.counting import figure
from services.queries.factories import throughput
from services.queries.progress import progress
from services.queries.work_lists import tasks
from tests.services.world import TODAY, TOWN, live, make_service, record

pytestmark = pytest.mark.usefixtures("world")
DAY = date(2026, 3, 1)


def released(code: str, *services: str) -> OnlineProcess:
    process = OnlineProcess.objects.create(code=code, name=code.title(), kind="civento")
    process.services.set(OzgService.objects.filter(pk__in=services))
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


def test_78_processes_cover_120_services_and_each_counts_once() -> None:
    services = [make_service(f"91{number:03}", f"Leistung {number}").pk for number in range(120)]
    Catalogue.objects.get().ozgservice_set.set(OzgService.objects.filter(pk__in=services))
    # 42 processes offer two services, the others one; the last also offers those of the first.
    offered = [services[number::78] for number in range(78)]
    offered[77] += offered[0]
    for number, those in enumerate(offered):
        released(f"prozess-{number:02}", *those)
    record(live(TOWN, services[0], DAY))
    found = figure(CountingRule.PROVIDED, at=AsOf(TODAY))
    assert (sum(map(len, offered)), found.numerator, found.denominator) == (122, 120, 120)
    assert figure(CountingRule.PROVIDED, at=AsOf(TODAY), process="prozess-77").numerator == 3
    by_process = progress("process", at=AsOf(TODAY))
    assert (len(by_process), sum(row.provided for row in by_process)) == (78, 122)
    assert [row.live for row in by_process] == [1, *[0] * 76, 1]
    assert len(progress("service", at=AsOf(TODAY))) == 120
    assert throughput(DAY, first=DAY)[-1].released == 78
    free = [task for task in tasks(TaskKind.NOT_CONNECTED, day=TODAY) if task.ags == TOWN]
    assert len(free) == 119
