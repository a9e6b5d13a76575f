"""Shares and last reports of every area at once: from the events, or from the month ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.areas import Level, area_of
from core.as_of import AsOf
from services.actions import months
from services.models import Catalogue, MonthEnd, ProgressMonth
from services.queries.areas import last_reports, live_rates
from tests.services.raw import COUNTS, DAYS, JANUARY, MAY, Pair, make_reports, pairs
from tests.services.world import CITY, DISTRICT, NOW, TODAY, TOWN, switch_catalogue

pytestmark = pytest.mark.usefixtures("world")
MAY_END = date(2026, 5, 31)
# Areas as maps and lists know them; nobody asks for the one row of the state in another way.
LEVELS = [Level.STATE, Level.GOVERNMENT_DISTRICT, Level.DISTRICT, Level.BODY]


@pytest.fixture(autouse=True)
def reported(world: None) -> None:
    make_reports()


def by_area(level: Level, day: date) -> dict[str, list[Pair]]:
    areas: dict[str, list[Pair]] = {}
    for pair in pairs(day):
        areas.setdefault(area_of(pair.ags, level) or "", []).append(pair)
    return areas


def share(found: list[Pair], day: date) -> Decimal | None:
    competent = COUNTS["competent"](found, day)
    return Decimal(COUNTS["live"](found, day)) / competent if competent else None


@pytest.mark.parametrize("level", LEVELS)
def test_share_of_each_area_is_that_of_its_pairs_on_any_day(level: Level) -> None:
    for day in DAYS:
        want = {area: share(found, day) for area, found in by_area(level, day).items()}
        assert live_rates(level, at=AsOf(day)) == want, day


@pytest.mark.parametrize("level", LEVELS)
def test_a_service_outside_the_version_used_now_counts_on_no_day(level: Level) -> None:
    switch_catalogue("90001", "90003")
    for day in DAYS:
        kept = {
            area: [pair for pair in found if pair.service in ("90001", "90003")]
            for area, found in by_area(level, day).items()
        }
        want = {area: share(found, day) for area, found in kept.items() if found}
        assert live_rates(level, at=AsOf(day)) == want, day
    Catalogue.objects.update(is_current=False)
    assert live_rates(level, at=AsOf.today()) == {}


def test_month_end_is_read_from_the_series_while_that_is_up_to_date() -> None:
    """A wrong number in the series shows which of the two was read."""
    months.refresh(today=TODAY, now=NOW)
    want = {
        level: {area: share(found, MAY_END) for area, found in by_area(level, MAY_END).items()}
        for level in LEVELS
    }
    assert {level: live_rates(level, at=AsOf(MAY_END)) for level in LEVELS} == want
    row = ProgressMonth.objects.filter(day=MAY_END, level=Level.BODY, ags=TOWN)
    assert row.update(live=0) == 1
    body = Level.BODY
    assert live_rates(body, at=AsOf(MAY_END)) == want[body] | {TOWN: Decimal(0)}
    for change in ({"is_stale": True}, {"is_stale": False, "computed_at": None}):
        MonthEnd.objects.filter(day=MAY_END).update(**change)
        assert live_rates(body, at=AsOf(MAY_END)) == want[body], change


def test_month_end_adds_up_theme_fields_of_the_version_used_now() -> None:
    """The city has pairs of two theme fields; a version that is not used has none of them."""
    switch_catalogue("90001", "90003")
    months.refresh(today=TODAY, now=NOW)
    assert ProgressMonth.objects.filter(day=MAY_END, level=Level.BODY, ags=CITY).count() == 4
    kept = [p for p in pairs(MAY_END) if p.ags == CITY and p.service != "90002"]
    assert live_rates(Level.BODY, at=AsOf(MAY_END))[CITY] == share(kept, MAY_END) == Decimal("0.5")
    Catalogue.objects.update(is_current=False)
    assert live_rates(Level.BODY, at=AsOf(MAY_END)) == {}


def test_area_where_nobody_is_competent_has_no_share() -> None:
    months.refresh(today=TODAY, now=NOW)
    ProgressMonth.objects.filter(day=MAY_END, ags=TOWN).update(competent=0, live=0)
    assert live_rates(Level.BODY, at=AsOf(MAY_END))[TOWN] is None


@pytest.mark.parametrize("level", LEVELS)
def test_last_report_of_an_area_is_the_newest_event_in_it(level: Level) -> None:
    """Of a Landkreis as a body the map of bodies knows nothing; in the districts it counts."""
    for day in DAYS:
        want: dict[str, date] = {}
        for area, found in by_area(level, day).items():
            told = [pair.state["valid_from"] for pair in found if pair.state]
            if told and not (level == Level.BODY and area == DISTRICT):
                want[area] = max(told)
        assert last_reports(level, at=AsOf(day)) == want, day
    assert last_reports(level, at=AsOf(DAYS[0])) == {}


def test_days_of_the_small_state_lie_on_both_sides_of_its_reports() -> None:
    assert (live_rates(Level.STATE, at=AsOf(JANUARY)), live_rates(Level.STATE, at=AsOf(MAY))) == (
        {"06": Decimal(0)},
        {"06": Decimal(4) / 13},
    )
