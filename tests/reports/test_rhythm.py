"""When a scheduled report is due; both sides of each border."""

from __future__ import annotations

from datetime import date

import pytest

from reports.choices import Rhythm
from reports.rhythm import last_due, reported_day


@pytest.mark.parametrize(
    ("rhythm", "today", "due"),
    [
        (Rhythm.WEEKLY, date(2026, 11, 22), date(2026, 11, 16)),  # a Sunday
        (Rhythm.WEEKLY, date(2026, 11, 23), date(2026, 11, 23)),  # a Monday
        (Rhythm.MONTHLY, date(2026, 11, 30), date(2026, 11, 1)),
        (Rhythm.MONTHLY, date(2026, 12, 1), date(2026, 12, 1)),
        (Rhythm.QUARTERLY, date(2026, 12, 31), date(2026, 10, 1)),
        (Rhythm.QUARTERLY, date(2027, 1, 1), date(2027, 1, 1)),
        (Rhythm.QUARTERLY, date(2026, 9, 30), date(2026, 7, 1)),
    ],
)
def test_report_is_due_on_the_first_day_of_its_span(rhythm: Rhythm, today: date, due: date) -> None:
    assert last_due(rhythm, today) == due


def test_figures_are_of_the_last_day_of_the_span_before() -> None:
    assert reported_day(date(2027, 1, 1)) == date(2026, 12, 31)
