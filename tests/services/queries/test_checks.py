"""The checks of ledger and series find what is wrong, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.actions import months
from services.models import (
    MonthEnd,
    ProgressMonth,
    RolloutEvent,
)
from services.queries.checks import chain_faults, check_month
from services.queries.checks import check_months as check_all_months
from services.tasks import refresh_months
from tests.services.world import (
    CITY,
    NOW,
    TODAY,
    TOWN,
    live,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

LATER = NOW + timedelta(minutes=5)

END_OF_MAY = date(2025, 5, 31)


def test_check_finds_nothing_in_a_right_month_and_names_what_is_wrong() -> None:
    record(live(TOWN, "90001", date(2025, 5, 20)), live(CITY, "90003", date(2025, 5, 1)))
    months.refresh(today=TODAY, now=NOW)
    assert check_month(END_OF_MAY, now=NOW) == []
    ProgressMonth.objects.filter(
        day=END_OF_MAY, level="body", ags=TOWN, theme_field_id="familie"
    ).update(live=7)
    (difference,) = check_month(END_OF_MAY, now=LATER)
    assert difference["key"] == ["body", TOWN, "2019", "familie"]
    assert (difference["stored"]["live"], difference["expected"]["live"]) == (7, 1)
    checked = MonthEnd.objects.get(day=END_OF_MAY)
    assert (checked.differences, checked.checked_at) == (1, LATER)


def test_ended_chain_without_successor_is_found() -> None:
    record(live(TOWN, "90001", date(2025, 5, 20)))
    assert chain_faults() == []
    RolloutEvent.objects.update(valid_to=date(2025, 6, 1))
    assert [fault["municipality"] for fault in chain_faults()] == [TOWN]


def test_checks_stop_after_their_seconds_and_begin_with_the_newest_unchecked() -> None:
    refresh_months()
    newest = MonthEnd.objects.order_by("-day").values_list("day", flat=True)[:2]
    assert check_all_months(now=NOW, seconds=0) == {newest[0]: 0}
    assert check_all_months(now=NOW, seconds=0, unchecked_only=True) == {newest[1]: 0}
