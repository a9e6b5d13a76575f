"""Throughput of the factories: weeks, targets, pauses, what waits, and the forecast."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.models import OnlineProcess, OzgService, ProcessEvent
from services.queries.factories import Blocked, blocked, catalogue_forecast, throughput
from services.rules import factories

FIRST = date(2026, 1, 5)  # a Monday


def process(
    code: str,
    *events: tuple[str, date],
    services: tuple[str, ...] = (),
    kind: str = "civento",
) -> None:
    made = OnlineProcess.objects.create(code=code, name=code.title(), kind=kind)
    made.services.set(OzgService.objects.filter(pk__in=services))
    for state, on in events:
        reason = "Schnittstelle fehlt" if state == "blocked" else ""
        ProcessEvent.objects.create(process=made, state=state, on=on, reason=reason)


def test_target_of_the_whole_period_is_509() -> None:
    weeks = factories.weeks_between(factories.FACTORIES_FROM, factories.FACTORIES_TO)
    assert weeks.quantize(Decimal("0.1")) == Decimal("169.7")
    assert factories.target_releases(factories.FACTORIES_FROM, factories.FACTORIES_TO) == 509
    assert factories.target_releases(date(2019, 10, 7), date(2022, 12, 31)) == 507
    assert factories.target_releases(date(2022, 12, 31), date(2019, 10, 1)) == 0


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2020, 12, 28), date(2021, 1, 4), [(2020, 53), (2021, 1)]),
        (date(2024, 12, 30), date(2024, 12, 30), [(2025, 1)]),
    ],
)
def test_iso_weeks_cross_the_year(first: date, last: date, expected: list[tuple[int, int]]) -> None:
    weeks = [monday.isocalendar()[:2] for monday in factories.mondays(first, last)]
    assert weeks == expected


@pytest.mark.usefixtures("world")
def test_weeks_count_first_releases_and_keep_pauses() -> None:
    for number in range(3):
        process(f"eins-{number}", ("released", FIRST + timedelta(days=number)))
    process("zwei", ("released", FIRST + timedelta(days=21)))
    process(
        "wieder",
        ("released", FIRST),
        ("reworked", FIRST + timedelta(days=7)),
        ("released", FIRST + timedelta(days=22)),
    )
    weeks = throughput(FIRST + timedelta(days=27), first=FIRST)
    assert [(w.number, w.released, w.cumulative, w.cumulative_target) for w in weeks] == [
        (2, 4, 4, 3),
        (3, 0, 4, 6),
        (4, 0, 4, 9),
        (5, 1, 5, 12),
    ]
    assert [w.mean for w in weeks] == [4, 2, Decimal(4) / 3, Decimal("1.25")]
    assert [w.in_work for w in weeks] == [0, 1, 1, 0]


@pytest.mark.usefixtures("world")
def test_releases_before_the_first_week_are_not_in_it() -> None:
    process("frueher", ("released", FIRST - timedelta(days=1)))
    (week,) = throughput(FIRST + timedelta(days=3), first=FIRST)
    assert (week.released, week.cumulative, week.cumulative_target) == (0, 0, 2)


@pytest.mark.usefixtures("world")
def test_blocked_is_shown_with_its_reason_until_it_goes_on() -> None:
    process("wartet", ("in_factory", FIRST), ("blocked", FIRST + timedelta(days=3)))
    process(
        "weiter",
        ("blocked", FIRST),
        ("built", FIRST + timedelta(days=8)),
    )
    weeks = throughput(FIRST + timedelta(days=13), first=FIRST)
    assert [(w.in_work, w.blocked) for w in weeks] == [(0, 2), (1, 1)]
    assert blocked(FIRST + timedelta(days=13)) == [
        Blocked("wartet", "Wartet", FIRST + timedelta(days=3), "Schnittstelle fehlt")
    ]


@pytest.mark.usefixtures("world")
def test_forecast_of_the_catalogue_names_pace_and_rest() -> None:
    # 90001 to 90003 are of municipal competence; one is released in the last 26 weeks.
    process("hund", ("released", FIRST), services=("90001", "90004"))
    process("eigene", ("released", FIRST), services=("90002",), kind="other")
    found = catalogue_forecast(FIRST + timedelta(days=7))
    assert (found.left, found.per_week) == (2, Decimal(1) / 26)
    assert found.day == FIRST + timedelta(days=7 + 2 * 26 * 7)


@pytest.mark.usefixtures("world")
def test_without_a_pace_there_is_no_date_and_done_is_done() -> None:
    assert catalogue_forecast(FIRST).day is None
    process("alles", ("released", date(2020, 1, 1)), services=("90001", "90002", "90003"))
    found = catalogue_forecast(FIRST)
    assert (found.day, found.left) == (FIRST, 0)
