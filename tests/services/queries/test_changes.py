"""What went live and off between two days, by theme field: as the two days stood, no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.actions import RolloutChange
from services.queries.changes import LiveChange, live_changes
from tests.services.raw import DAYS, FIELD, make_reports, pairs
from tests.services.world import CITY, DISTRICT, SECOND_TOWN, TOWN, live, record

pytestmark = pytest.mark.usefixtures("world")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
DAY = timedelta(days=1)


def test_pair_went_live_on_its_day_and_off_on_its_day() -> None:
    record(live(TOWN, "90001", MAY))
    record(RolloutChange(TOWN, "90001", JUNE, live=False))
    went_live, went_off = LiveChange("Familie", 1, 0), LiveChange("Familie", 0, 1)
    for since, until, found in (
        (MAY - DAY, MAY, [went_live]),
        (MAY, JUNE - DAY, []),
        (MAY - 2 * DAY, MAY - DAY, []),
        (JUNE - DAY, JUNE, [went_off]),
        (MAY, JUNE, [went_off]),
        (JUNE, JUNE + DAY, []),
        (MAY - DAY, JUNE, []),  # on and off again: both days stood alike
    ):
        assert live_changes(since, until) == found, (since, until)


def test_theme_fields_stand_by_name_each_with_its_own_pairs() -> None:
    record(live(SECOND_TOWN, "90002", MAY), live(DISTRICT, "90003", MAY))
    record(
        live(TOWN, "90001", JUNE),
        live(CITY, "90003", JUNE),
        RolloutChange(SECOND_TOWN, "90002", JUNE, live=False),
    )
    assert live_changes(JUNE - DAY, JUNE) == [
        LiveChange("Familie", 1, 1),
        LiveChange("Reisen", 1, 0),
    ]
    assert live_changes(MAY - DAY, MAY) == [LiveChange("Familie", 1, 0), LiveChange("Reisen", 1, 0)]


def test_any_two_days_differ_by_the_pairs_that_differ() -> None:
    make_reports()
    for since in DAYS:
        for until in (day for day in DAYS if day > since):
            before, after = (
                {(p.ags, p.service) for p in pairs(day) if p.says("live")} for day in (since, until)
            )
            want = []
            for field in ("familie", "reisen"):
                on = sum(FIELD[service] == field for _ags, service in after - before)
                off = sum(FIELD[service] == field for _ags, service in before - after)
                want += [LiveChange(field.title(), on, off)] if on or off else []
            assert live_changes(since, until) == want, (since, until)


def test_corrected_event_of_the_same_day_never_happened() -> None:
    record(live(TOWN, "90001", MAY))
    record(RolloutChange(TOWN, "90001", MAY, live=False))
    assert live_changes(MAY - DAY, MAY) == []
