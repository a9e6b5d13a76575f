"""One service on a day: who is competent, which processes offer it, where it is live."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Role
from services.actions import RolloutChange
from services.choices import CompetenceLevel
from services.models import Competence, OnlineProcess, OzgService, ProcessEvent
from services.queries.service import competence_on, live_on, processes_offering
from tests.services.world import (
    CITY,
    HANAU,
    HANAU_BEFORE,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
DAY = timedelta(days=1)


def service(key: str = "90001") -> OzgService:
    return OzgService.objects.get(pk=key)


def test_competence_is_that_of_the_day() -> None:
    Competence.objects.filter(service="90001").update(valid_to=MAY)
    Competence.objects.create(
        service=service(), level=CompetenceLevel.DISTRICT, basis="Test", valid_from=JUNE
    )
    found = [competence_on(service(), day) for day in (MAY - DAY, MAY, JUNE - DAY, JUNE)]
    assert [competence and competence.level for competence in found] == [
        CompetenceLevel.MUNICIPALITY,
        None,
        None,
        CompetenceLevel.DISTRICT,
    ]


def make_process(code: str, *events: tuple[str, date], offers: str = "90001") -> None:
    process = OnlineProcess.objects.create(code=code, name=code.title(), kind="civento")
    process.services.add(service(offers))
    for state, on in events:
        ProcessEvent.objects.create(process=process, state=state, on=on)


def states_on(day: date) -> list[tuple[str, str | None, date | None]]:
    rows: Any = processes_offering(service(), day)
    return [(row.code, row.state, row.on) for row in rows]


def test_process_has_its_last_state_up_to_the_day_and_since_when() -> None:
    make_process("zwei", ("built", MAY), ("released", JUNE))
    make_process("eins", ("released", MAY), ("reworked", MAY))  # the later one of a day
    make_process("drei")
    make_process("anderer", ("released", MAY), offers="90002")
    assert {day: states_on(day) for day in (MAY - DAY, MAY, JUNE)} == {
        MAY - DAY: [("drei", None, None), ("eins", None, None), ("zwei", None, None)],
        MAY: [("drei", None, None), ("eins", "reworked", MAY), ("zwei", "built", MAY)],
        JUNE: [("drei", None, None), ("eins", "reworked", MAY), ("zwei", "released", JUNE)],
    }


def test_service_is_live_where_it_was_on_the_day_by_name() -> None:
    make_process("hund", ("released", MAY))
    record(
        live(TOWN, "90001", MAY)._replace(process="hund"),
        live(VILLAGE, "90001", MAY),
        live(CITY, "90002", MAY),  # another service
        RolloutChange(HANAU, "90001", MAY, configured=True, listed=True),  # not online
    )
    record(RolloutChange(VILLAGE, "90001", JUNE, live=False))
    user = make_user("leitung", Role.COORDINATOR)
    days = {
        day: [(e.municipality.name, e.process_id) for e in live_on(service(), day, user)]
        for day in (MAY - DAY, MAY, JUNE - DAY, JUNE)
    }
    assert days == {
        MAY - DAY: [],
        MAY: [("Kleindorf", None), ("Oberstadt", "hund")],
        JUNE - DAY: [("Kleindorf", None), ("Oberstadt", "hund")],
        JUNE: [("Oberstadt", "hund")],
    }


def test_body_that_is_gone_is_live_no_more() -> None:
    record(live(HANAU_BEFORE, "90001", date(2025, 3, 1)))
    user = make_user("leitung", Role.COORDINATOR)
    found = {
        day: [event.municipality_id for event in live_on(service(), day, user)]
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    }
    assert found == {date(2025, 12, 31): [HANAU_BEFORE], date(2026, 1, 1): []}


def test_who_may_see_no_progress_sees_none_of_it() -> None:
    record(live(TOWN, "90001", MAY))
    assert list(live_on(service(), TODAY, AnonymousUser())) == []
    assert list(live_on(service(), TODAY, make_user("technik", Role.SYSTEM_ADMINISTRATOR))) == []


def test_bodies_and_processes_come_with_the_rows(django_assert_num_queries: Any) -> None:
    record(live(TOWN, "90001", MAY), live(CITY, "90001", MAY))
    user = make_user("leitung", Role.COORDINATOR)
    assert user.has_perm("accounts.see_progress") is not None  # rights read before they are counted
    list(live_on(service(), TODAY, user))
    asked = service()
    with django_assert_num_queries(1):
        assert [e.municipality.district.name for e in live_on(asked, TODAY, user)]
