"""Work lists: live but not counted, free but not used, and what to do next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.actions import RolloutChange
from services.choices import TaskKind
from services.models import OnlineProcess, OzgService, ProcessEvent
from services.queries.work_lists import RolloutTask, task_counts, tasks
from tests.services.world import (
    CITY,
    DISTRICT,
    HANAU,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
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


def test_set_up_without_listing_and_listed_without_set_up_are_two_lists() -> None:
    record(
        RolloutChange(TOWN, "90001", DAY, configured=True),
        RolloutChange(VILLAGE, "90002", MAY, listed=True),
        live(CITY, "90001", DAY),
    )
    assert tasks(TaskKind.NOT_LISTED, day=TODAY) == [
        RolloutTask(TaskKind.NOT_LISTED, TOWN, "Oberstadt", "90001", "Hundesteuer", "", "", DAY)
    ]
    assert lines(TaskKind.NOT_CONFIGURED) == [(VILLAGE, "90002", "", MAY)]
    assert lines(TaskKind.NOT_LISTED, day=date(2026, 2, 1)) == []


def test_online_without_a_rating_is_a_task() -> None:
    record(live(TOWN, "90001", DAY, level=None), live(CITY, "90001", DAY))
    assert lines(TaskKind.NOT_RATED) == [(TOWN, "90001", "", DAY)]


def test_free_process_is_a_task_of_every_competent_body_without_it() -> None:
    release("hund", "civento", DAY, "90001")
    release("kfz", "efa", MAY, "90003")
    record(live(TOWN, "90001", DAY), RolloutChange(VILLAGE, "90001", DAY, applicable=False))
    assert lines(TaskKind.NOT_CONNECTED) == [
        (CITY, "90001", "hund", DAY),
        (HANAU, "90001", "hund", DAY),
        (SECOND_TOWN, "90001", "hund", DAY),
        (DISTRICT, "90003", "kfz", MAY),
        (CITY, "90003", "kfz", MAY),
        (HANAU, "90003", "kfz", MAY),
    ]
    assert lines(TaskKind.NOT_CONNECTED, area="06431", day=date(2026, 4, 1)) == [
        (SECOND_TOWN, "90001", "hund", DAY)
    ]


def test_process_not_yet_released_or_retired_is_no_task() -> None:
    release("kuenftig", "civento", MAY, "90001")
    retired = release("frueher", "civento", DAY, "90002")
    ProcessEvent.objects.create(process=retired, state="retired", on=date(2026, 3, 20))
    release("andere", "other", DAY, "90003")
    assert lines(TaskKind.NOT_CONNECTED, day=date(2026, 4, 1)) == []


def test_released_and_used_nowhere_is_for_the_coordination_office() -> None:
    release("hund", "civento", DAY, "90001")
    release("kfz", "efa", MAY, "90003")
    record(RolloutChange(TOWN, "90001", DAY, configured=True, process="hund"))
    assert lines(TaskKind.NOT_REUSED) == [("", "", "kfz", MAY)]


def test_service_online_without_a_named_process_uses_those_that_offer_it() -> None:
    release("kfz", "efa", MAY, "90003")
    release("hund", "civento", DAY, "90001", "90002")
    record(live(CITY, "90003", DAY), RolloutChange(VILLAGE, "90002", MAY, configured=True))
    assert lines(TaskKind.NOT_REUSED) == []
    assert (CITY, "90003", "kfz", MAY) not in lines(TaskKind.NOT_CONNECTED)
    assert (VILLAGE, "90002", "hund", DAY) not in lines(TaskKind.NOT_CONNECTED)
    assert lines(TaskKind.NOT_REUSED, day=date(2026, 4, 1)) == [("", "", "hund", DAY)]
    record(RolloutChange(CITY, "90003", date(2026, 6, 1), live=False, configured=False))
    assert lines(TaskKind.NOT_REUSED) == [("", "", "kfz", MAY)]


def test_listed_alone_is_neither_used_nor_connected() -> None:
    release("kfz", "efa", MAY, "90003")
    record(RolloutChange(CITY, "90003", DAY, listed=True))
    assert lines(TaskKind.NOT_REUSED) == [("", "", "kfz", MAY)]
    assert (CITY, "90003", "kfz", MAY) in lines(TaskKind.NOT_CONNECTED)


def test_service_run_with_another_process_uses_that_one_only() -> None:
    release("kfz", "efa", MAY, "90003")
    release("zulassung", "civento", DAY, "90003")
    record(live(CITY, "90003", DAY)._replace(process="zulassung"))
    assert lines(TaskKind.NOT_REUSED) == [("", "", "kfz", MAY)]
    assert [ags for ags, *_rest in lines(TaskKind.NOT_CONNECTED)] == [DISTRICT, HANAU]


def test_unclear_competence_is_listed() -> None:
    assert lines(TaskKind.UNCLEAR) == [("", "90005", "", None)]


def test_counts_are_those_of_the_lists() -> None:
    release("hund", "civento", DAY, "90001", "90002")
    record(RolloutChange(TOWN, "90001", DAY, configured=True), live(CITY, "90002", DAY, None))
    counts = task_counts(day=TODAY)
    assert counts == {kind: len(tasks(kind, day=TODAY)) for kind in TaskKind}
    assert counts[TaskKind.NOT_CONNECTED] == 8


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"area": DISTRICT},
        {"bodies": [TOWN, CITY]},
        {"bodies": []},
        {"theme_field": "familie"},
        {"day": date(2026, 2, 1)},
    ],
)
def test_counts_are_those_of_the_lists_whatever_is_asked(asked: dict[str, Any]) -> None:
    release("hund", "civento", DAY, "90001", "90002", "90003")
    release("urkunde", "efa", date(2026, 1, 15), "90002")
    record(
        RolloutChange(TOWN, "90001", DAY, configured=True),
        RolloutChange(TOWN, "90002", DAY, applicable=False),
        RolloutChange(SECOND_TOWN, "90001", DAY, listed=True, paused=True),
        RolloutChange(DISTRICT, "90003", DAY, registered=True),
        RolloutChange(CITY, "90001", DAY, listed=True),
        live(CITY, "90002", DAY, None),
    )
    asked = {"day": TODAY, **asked}
    assert task_counts(**asked) == {kind: len(tasks(kind, **asked)) for kind in TaskKind}


def test_pages_of_a_list_follow_each_other() -> None:
    release("hund", "civento", DAY, "90001", "90002")
    whole = tasks(TaskKind.NOT_CONNECTED, day=TODAY)
    pages = [tasks(TaskKind.NOT_CONNECTED, day=TODAY, limit=4, offset=n) for n in (0, 4, 8)]
    assert [line for page in pages for line in page] == whole
