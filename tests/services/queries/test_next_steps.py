"""What next for one body: what similar ones run, and nothing it runs itself."""

from __future__ import annotations

from datetime import date

import pytest

from services.actions import RolloutChange
from services.choices import TaskKind
from services.models import OnlineProcess, OzgService, ProcessEvent
from services.queries.next_steps import NextStep, next_steps
from services.queries.work_lists import tasks
from tests.services.world import (
    BODIES,
    CITY,
    DISTRICT,
    SECOND_TOWN,
    TODAY,
    TOWN,
    live,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

DAY, MAY = date(2026, 3, 1), date(2026, 5, 1)


def release(code: str, kind: str, on: date, *services: str) -> OnlineProcess:
    process = OnlineProcess.objects.create(code=code, name=code.title(), kind=kind)
    process.services.set(OzgService.objects.filter(pk__in=services))
    ProcessEvent.objects.create(process=process, state="built", on=date(2020, 1, 1))
    ProcessEvent.objects.create(process=process, state="released", on=on)
    return process


def lines(
    kind: TaskKind, area: str = "06", day: date = TODAY
) -> list[tuple[str, str, str, object]]:
    return [(t.ags, t.service, t.process, t.since) for t in tasks(kind, area=area, day=day)]


def test_process_that_is_not_built_for_all_is_no_task_and_no_next_step() -> None:
    release("eigene", "other", DAY, "90001")
    assert lines(TaskKind.NOT_CONNECTED) == lines(TaskKind.NOT_REUSED) == []
    assert next_steps(TOWN, day=TODAY) == []


def test_bodies_that_do_not_offer_a_service_are_no_similar_bodies() -> None:
    release("hund", "civento", DAY, "90001")
    record(RolloutChange(SECOND_TOWN, "90001", DAY, applicable=False))
    assert [(step.similar_live, step.similar) for step in next_steps(TOWN, day=TODAY)] == [(0, 0)]


def test_next_steps_rank_by_similar_bodies_then_by_inhabitants() -> None:
    release("hund", "civento", DAY, "90001")
    release("urkunde", "efa", MAY, "90002")
    record(live(SECOND_TOWN, "90001", DAY), live(CITY, "90002", DAY))
    # Oberstadt (30,000) and Unterstadt (20,000) are of one size class; the city is not.
    assert next_steps(TOWN, day=TODAY) == [
        NextStep(
            "90001", "Hundesteuer", "hund", "Hund", "civento", DAY, False, False, 1, 1, 20_000
        ),
        NextStep(
            "90002", "Geburtsurkunde", "urkunde", "Urkunde", "efa", MAY, False, False, 0, 1, 700_000
        ),
    ]
    assert BODIES[TOWN][2] == 30_000


def test_next_steps_leave_out_what_runs_already_and_what_is_not_ours() -> None:
    release("hund", "civento", DAY, "90001")
    release("kfz", "efa", DAY, "90003")
    record(live(TOWN, "90001", DAY))
    assert next_steps(TOWN, day=TODAY) == []
    assert [step.service for step in next_steps(DISTRICT, day=TODAY)] == ["90003"]
