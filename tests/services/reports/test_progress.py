"""The progress report: every counting rule, for any area, body and process, on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.as_of import AsOf
from core.reporting import REGISTRY, Edition
from reports.making import check_filter, edition
from services.actions import RolloutChange
from services.models import Catalogue, OnlineProcess, OzgService, ProcessEvent, RolloutEvent
from tests.services.queries.test_work_lists import release
from tests.services.world import DISTRICT, NOW, SECOND_TOWN, TODAY, TOWN, live, record

pytestmark = pytest.mark.usefixtures("world")
MAY = date(2026, 5, 1)


def made(at: date | None = TODAY, **given: str) -> Edition:
    report = REGISTRY["fortschritt"]
    return edition(
        report,
        None,
        check_filter(report, given),
        at=AsOf.today() if at is None else AsOf(at),
        now=NOW,
    )


def table(*keys: str, at: date | None = TODAY, **given: str) -> list[list[Any]]:
    """The rows and the line of totals, of these columns alone."""
    found = made(at, **given)
    columns = {column.key: index for index, column in enumerate(found.columns)}
    rows = [[values[columns[key]] for key in keys] for values in found]
    return [*rows, [found.total(found.columns[columns[key]]) for key in keys]]


def test_report_has_each_rule_with_its_share() -> None:
    release("hund", "civento", MAY, "90001")
    record(live(TOWN, "90001", MAY), live(TOWN, "90002", MAY, level=2))
    counts = ("services", "federal_any", "level3_any", "area_wide", "provided")
    assert table("key", *counts) == [
        ["familie", 2, 2, 1, 0, 1],
        ["reisen", 1, 0, 0, 0, 0],
        [None, 3, 2, 1, 0, 1],
    ]
    shares = ("federal_any_rate", "level3_any_rate", "area_wide_rate", "provided_rate")
    assert [f"{value:.3f}" for value in table(*shares)[-1]] == ["0.667", "0.333", "0.000", "0.333"]


def test_provided_is_counted_for_an_area_on_a_past_day() -> None:
    release("hund", "civento", MAY, "90001")
    for day, provided in ((date(2026, 4, 30), 0), (date(2026, 5, 14), 1)):
        found = table("services", "provided", at=day, gebiet="06431", themenfeld="familie")
        assert found[0] == [2, provided]


def test_body_is_counted_alone() -> None:
    record(live(TOWN, "90001", MAY), live(DISTRICT, "90003", MAY))
    assert table("services", "live", gebiet=DISTRICT)[-1] == [3, 2]
    assert table("services", "live", kommune=DISTRICT)[-1] == [1, 1]
    assert ("Kommune", "Landkreis Bergkreis") in made(kommune=DISTRICT).filters


def test_service_of_two_processes_counts_under_each_and_in_no_sum() -> None:
    release("hund", "civento", MAY, "90001")
    release("steuern", "efa", MAY, "90001", "90002")
    record(live(TOWN, "90001", MAY))
    keys = ("key", "services", "live", "live_rate")
    found = table(*keys, gliederung="process")
    assert [row[:3] for row in found] == [["hund", 1, 1], ["steuern", 2, 1], [None, None, None]]
    assert found[-1] == [None] * 4


def test_process_narrows_to_its_services_and_to_its_own_row() -> None:
    release("hund", "civento", MAY, "90001")
    release("steuern", "efa", MAY, "90001", "90002")
    assert table("services", prozess="steuern")[-1] == [2]
    rows = table("key", "services", prozess="hund", gliederung="process")
    assert rows == [["hund", 1], [None, None]]


def test_service_outside_the_catalogue_is_in_no_row() -> None:
    process = OnlineProcess.objects.create(code="hund", name="Hund", kind="civento")
    ProcessEvent.objects.create(process=process, state="released", on=MAY)
    service = OzgService.objects.get(pk="90001")
    process.services.add(service)
    Catalogue.objects.get().ozgservice_set.remove(service)
    assert table("key", gliederung="process") == [[None]]
    assert table("services", "provided")[-1] == [2, 0]


def raw_online(day: date) -> dict[str, list[RolloutEvent]]:
    """The last event of each pair by the day, where it is online, by theme field."""
    last: dict[tuple[str, str], RolloutEvent] = {}
    for event in RolloutEvent.objects.order_by("valid_from", "pk"):
        if event.valid_from <= day:
            last[event.municipality_id, event.service_id] = event
    found: dict[str, list[RolloutEvent]] = {"familie": [], "reisen": []}
    for event in last.values():
        if event.live:
            found[event.service.theme_field_id].append(event)
    return found


def test_change_is_what_came_since_the_last_day_of_the_quarter_before() -> None:
    """On three days: the last of a quarter, the first of the next, and one with a step back."""
    record(live(TOWN, "90001", date(2026, 3, 31)), live(DISTRICT, "90003", date(2026, 4, 1)))
    record(live(SECOND_TOWN, "90001", MAY), live(TOWN, "90002", date(2026, 6, 30)))
    record(RolloutChange(TOWN, "90001", date(2026, 8, 1), live=False))
    seen = []
    for day, quarter in (
        (date(2026, 6, 30), date(2026, 3, 31)),
        (date(2026, 7, 1), date(2026, 6, 30)),
        (date(2026, 8, 1), date(2026, 6, 30)),
    ):
        now, before = raw_online(day), raw_online(quarter)
        want: list[list[Any]] = [
            [
                field,
                len({event.service_id for event in now[field]})
                - len({event.service_id for event in before[field]}),
                len(now[field]) - len(before[field]),
            ]
            for field in ("familie", "reisen")
        ]
        *found, total = table("key", "federal_any_change", "live_change", at=day)
        assert found == want, day
        assert total[1:] == [sum(row[1] for row in want), sum(row[2] for row in want)]
        seen.append(total[1:])
    assert seen == [[2, 3], [0, 0], [0, -1]]
