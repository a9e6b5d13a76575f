"""The month-end series: whole, by theme field, and the same as the facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.areas import Level
from core.as_of import AsOf
from services.actions import months
from services.queries.months import series
from services.queries.progress import progress_of
from tests.services.world import (
    CITY,
    DISTRICT,
    NOW,
    TODAY,
    TOWN,
    live,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

DAY = date(2026, 3, 1)

LAST_YEAR = date(2025, 6, 1)


def test_series_of_an_area_sums_its_theme_fields() -> None:
    record(live(TOWN, "90001", LAST_YEAR), live(DISTRICT, "90003", LAST_YEAR))
    months.refresh(today=TODAY, now=NOW)
    points = {point.day: point for point in series("06431")}
    june = points[date(2025, 6, 30)]
    assert (june.services, june.live, june.competent, june.federal_any) == (3, 2, 7, 2)
    assert june.live_rate == Decimal(2) / Decimal(7)
    assert points[date(2025, 5, 31)].live == 0
    only = {point.day: point for point in series("06431", theme_field="reisen", level=Level.BODY)}
    assert (only[june.day].services, only[june.day].live) == (1, 1)
    assert len(points) == len(only) == 85


def test_same_figures_from_the_series_and_from_the_facts() -> None:
    record(live(TOWN, "90001", LAST_YEAR), live(CITY, "90002", DAY, level=2))
    months.refresh(today=TODAY, now=NOW)
    for point in series()[-12:]:
        facts = progress_of(at=AsOf(point.day))
        assert (point.services, point.federal_any, point.level3_any, point.area_wide) == (
            facts.services,
            facts.federal_any,
            facts.level3_any,
            facts.area_wide,
        )
        assert (point.competent, point.live) == (facts.competent, facts.live)
