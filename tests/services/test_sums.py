"""The sums kept beside the roll-up of progress are those of its rows, whatever changes."""

from __future__ import annotations

from datetime import date

import pytest

from core import rollups
from core.areas import Level, area_of
from core.as_of import AsOf
from services.models import OzgService, ProgressArea
from services.queries.areas import Reached, reached
from services.rollups import PROGRESS
from tests.services.raw import COUNTS, Pair, make_reports, pairs
from tests.services.world import (
    CITY,
    DISTRICT,
    NOW,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    record,
    switch_catalogue,
)

pytestmark = pytest.mark.usefixtures("world")
LATE = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def built(world: None) -> None:
    make_reports()
    rollups.rebuild(PROGRESS, at=TODAY, now=NOW)


def refresh() -> None:
    rollups.refresh(PROGRESS, at=TODAY, now=NOW)


def from_raw(level: Level, *services: str) -> dict[str, Reached]:
    """The same from the events, of the `services` alone where some are named."""
    areas: dict[str, list[Pair]] = {}
    for pair in pairs(TODAY):
        if not services or pair.service in services:
            areas.setdefault(area_of(pair.ags, level) or "", []).append(pair)
    return {
        area: Reached(
            COUNTS["live"](found, TODAY),
            COUNTS["competent"](found, TODAY),
            max((pair.state["valid_from"] for pair in found if pair.state), default=None),
        )
        for area, found in areas.items()
    }


@pytest.mark.parametrize("level", list(Level))
def test_today_each_area_has_the_sums_of_its_pairs(level: Level) -> None:
    assert reached(level, at=AsOf.today()) == from_raw(level)


@pytest.mark.parametrize("level", list(Level))
def test_refresh_after_one_report_writes_the_areas_around_it_anew(level: Level) -> None:
    before = reached(level, at=AsOf.today())
    record(live(VILLAGE, "90001", LATE, None), live(CITY, "90002", LATE, None))
    refresh()
    after = reached(level, at=AsOf.today())
    assert after == from_raw(level)
    assert after != before
    assert rollups.check(PROGRESS, now=NOW) == []


def test_services_of_a_version_count_from_the_next_refresh() -> None:
    switch_catalogue("90001", "90003")
    assert reached(Level.BODY, at=AsOf.today()) == {}
    refresh()
    assert reached(Level.BODY, at=AsOf.today()) == from_raw(Level.BODY, "90001", "90003")
    OzgService.objects.get(pk="90001").catalogues.clear()
    refresh()
    assert reached(Level.BODY, at=AsOf.today()) == from_raw(Level.BODY, "90003")
    assert rollups.check(PROGRESS, now=NOW) == []


def test_check_names_the_sum_that_is_wrong_and_the_one_too_many() -> None:
    assert rollups.check(PROGRESS, now=NOW) == []
    kept = ProgressArea.objects.filter(level=Level.BODY)
    row = kept.get(ags=TOWN)
    kept.filter(ags=TOWN).update(live=row.live + 1)
    kept.filter(ags=DISTRICT).update(ags="06999999")
    found = {tuple(d["key"][:2]): (d["stored"], d["expected"]) for d in _differences()}
    assert set(found) == {("body", TOWN), ("body", DISTRICT), ("body", "06999999")}
    assert found["body", DISTRICT][0] is found["body", "06999999"][1] is None


def _differences() -> list[dict[str, list[str]]]:
    return rollups.check(PROGRESS, now=NOW)
