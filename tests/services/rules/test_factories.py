"""The arithmetic of the factories: weeks, targets, pace and forecast, at first and last days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.rules.factories import (
    FACTORIES_FROM,
    FACTORIES_TO,
    Forecast,
    forecast,
    mondays,
    rolling_mean,
    target_releases,
    weeks_between,
)

MONDAY = date(2026, 11, 23)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def test_weeks_count_both_days() -> None:
    assert weeks_between(MONDAY, MONDAY) == Decimal(1) / 7
    assert weeks_between(MONDAY, MONDAY + 6 * DAY) == 1
    assert weeks_between(FACTORIES_FROM, FACTORIES_TO) == Decimal(1188) / 7


@pytest.mark.parametrize(
    ("days", "due"),
    [(-1, 0), (0, 0), (1, 1), (2, 1), (6, 3), (7, 3), (8, 4), (13, 6)],
)
def test_three_releases_a_week_are_due_rounded_half_up(days: int, due: int) -> None:
    assert target_releases(MONDAY, MONDAY + days * DAY) == due


def test_half_a_release_is_due_as_one() -> None:
    assert target_releases(MONDAY, MONDAY + 6 * DAY, per_week=1) == 1
    assert target_releases(FACTORIES_FROM, FACTORIES_TO) == 509
    week_and_a_half = MONDAY + 20 * DAY  # three weeks
    assert target_releases(MONDAY, week_and_a_half, per_week=7) == 21


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (MONDAY, MONDAY, [MONDAY]),
        (MONDAY - DAY, MONDAY, [MONDAY - WEEK, MONDAY]),
        (MONDAY, MONDAY + 6 * DAY, [MONDAY]),
        (MONDAY, MONDAY + WEEK, [MONDAY, MONDAY + WEEK]),
        (MONDAY, MONDAY - DAY, []),
    ],
)
def test_mondays_of_the_weeks_that_hold_a_day(first: date, last: date, found: list[date]) -> None:
    assert mondays(first, last) == found


def test_mean_looks_back_four_weeks_at_most() -> None:
    counts = [1, 2, 6, 7, 100]
    means = [rolling_mean(counts, index) for index in range(5)]
    assert means == [1, Decimal("1.5"), 3, 4, Decimal("28.75")]


@pytest.mark.parametrize(
    ("released", "counted"),
    [
        (MONDAY, 1),
        (MONDAY + DAY, 0),  # not yet
        (MONDAY - 2 * WEEK + DAY, 1),
        (MONDAY - 2 * WEEK, 0),  # the day before the weeks looked at
    ],
)
def test_pace_counts_the_releases_of_the_weeks_looked_at(released: date, counted: int) -> None:
    found = forecast(7, [released], day=MONDAY, weeks=2)
    assert found.per_week == Decimal(counted) / 2


def test_forecast_is_the_day_the_pace_leads_to() -> None:
    released = [MONDAY - DAY, MONDAY - 2 * DAY]
    assert forecast(7, released, day=MONDAY, weeks=2) == Forecast(
        MONDAY + 7 * WEEK, 7, Decimal(1), 2
    )
    released.append(MONDAY)  # 7 at 1.5 a week are 32.67 days
    assert forecast(7, released, day=MONDAY, weeks=2) == Forecast(
        MONDAY + 33 * DAY, 7, Decimal("1.5"), 2
    )


def test_forecast_of_nothing_left_is_today_and_of_no_pace_unknown() -> None:
    assert forecast(0, [], day=MONDAY) == Forecast(MONDAY, 0, Decimal(0), 26)
    assert forecast(3, [], day=MONDAY) == Forecast(None, 3, Decimal(0), 26)
