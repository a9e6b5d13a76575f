from __future__ import annotations

from datetime import date

import pytest

from core.calendar import (
    add_months,
    deadline,
    is_working_day,
    last_day,
    last_quarter_end,
    month_ends,
    next_working_day,
)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 15), 2, date(2025, 2, 15)),
    ],
)
def test_add_months_takes_the_last_day_where_the_day_is_missing(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 1), 60, date(2030, 12, 31)),
        (date(2026, 11, 23), 60, date(2031, 11, 22)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),  # no 28th before a 29th that does not exist
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2025, 1, 29), 1, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 5, 31), 1, date(2026, 6, 30)),
        (date(2026, 5, 30), 1, date(2026, 6, 29)),
    ],
)
def test_last_day_of_a_span_is_the_one_before_its_first_day_comes_again(
    start: date, months: int, end: date
) -> None:
    assert last_day(start, months) == end


@pytest.mark.parametrize(
    ("day", "working_day"),
    [
        (date(2026, 8, 1), date(2026, 8, 3)),  # Saturday to Monday
        (date(2026, 6, 4), date(2026, 6, 5)),  # Fronleichnam, a holiday in Hessen
        (date(2026, 12, 25), date(2026, 12, 28)),  # two holidays and a week-end
        (date(2026, 10, 31), date(2026, 11, 2)),  # Reformationstag is none here, Saturday is
        (date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_next_working_day_knows_hessian_holidays(day: date, working_day: date) -> None:
    assert next_working_day(day) == working_day


def test_is_working_day_refuses_week_ends() -> None:
    assert [is_working_day(date(2026, 11, day)) for day in (20, 21, 22, 23)] == [
        True,
        False,
        False,
        True,
    ]


def test_deadline_ends_on_a_working_day() -> None:
    assert deadline(date(2026, 2, 1), 6) == date(2026, 8, 3)


def test_month_ends_stop_at_the_last_complete_month() -> None:
    assert month_ends(date(2023, 12, 15), date(2024, 3, 30)) == [
        date(2023, 12, 31),
        date(2024, 1, 31),
        date(2024, 2, 29),
    ]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 9, 30)),
    ],
)
def test_last_quarter_is_the_one_before_that_of_the_day(day: date, end: date) -> None:
    assert last_quarter_end(day) == end
