"""The day figures are of: today is kept, a past day is computed, no other can be asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from core.as_of import AsOf
from core.errors import RuleError
from core.forms.days import FIRST_DAY

TODAY = date(2026, 11, 23)  # the day of the tests
DAY = timedelta(days=1)


def test_today_reads_what_is_kept_and_a_past_day_is_computed() -> None:
    assert (AsOf.today().day, AsOf.today().past) == (TODAY, None)
    assert AsOf.on(TODAY) == AsOf.today()
    assert AsOf.on(TODAY - DAY) == AsOf(TODAY - DAY)
    assert AsOf.on(TODAY - DAY).past == TODAY - DAY
    assert AsOf(TODAY).past == TODAY  # the bare day is computed, whichever it is


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (FIRST_DAY - DAY, "too_early"),
        (FIRST_DAY, None),
        (TODAY, None),
        (TODAY + DAY, "future"),
    ],
)
def test_day_lies_between_the_first_records_and_today(day: date, code: str | None) -> None:
    if code is None:
        assert AsOf.on(day).day == day
        return
    with pytest.raises(RuleError) as refused:
        AsOf.on(day)
    assert (refused.value.code, refused.value.field) == (code, "stand")


@pytest.mark.usefixtures("untranslated")
def test_refusal_says_which_day_may_be_asked_for() -> None:
    with pytest.raises(RuleError, match=r"24\.11\.2026 lies in the future"):
        AsOf.on(TODAY + DAY)
    with pytest.raises(RuleError, match=r"Choose a day from 01\.01\.2004 on"):
        AsOf.on(date(1999, 12, 31))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_day_begins_at_midnight_here(moment: datetime, day: date) -> None:
    with time_machine.travel(moment):
        assert AsOf.today().day == day
        assert AsOf.on(day).is_today
