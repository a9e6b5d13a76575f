"""Bodies with their progress: sums over the services of the current catalogue, nothing made up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.choices import Role
from core import rollups
from services.models import OzgService
from services.queries.bodies import bodies_with_progress
from services.rollups import PROGRESS
from tests.services.world import CITY, HANAU_BEFORE, NOW, TODAY, TOWN, live, make_user, record

pytestmark = pytest.mark.usefixtures("world")
DAY = date(2026, 3, 1)


def row(ags: str) -> Any:
    return bodies_with_progress(make_user("k", Role.COORDINATOR)).get(ags=ags)


def test_a_body_has_its_newest_population_and_the_sums_over_its_services() -> None:
    record(live(TOWN, "90001", DAY))
    rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
    found = row(TOWN)
    assert (found.population, found.competent, found.reported, found.live) == (30_000, 2, 1, 1)
    assert found.live_rate == 0.5


def test_services_outside_the_current_catalogue_do_not_count() -> None:
    record(live(TOWN, "90001", DAY))
    OzgService.objects.get(pk="90002").catalogues.clear()
    rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
    found = row(TOWN)
    assert (found.competent, found.live, found.live_rate) == (1, 1, 1.0)


def test_what_nobody_counted_is_unknown_and_bodies_of_the_past_are_not_listed() -> None:
    found = row(CITY)
    assert (found.competent, found.live, found.live_rate) == (None, None, None)
    listed = bodies_with_progress(make_user("l", Role.COORDINATOR))
    assert not listed.filter(ags=HANAU_BEFORE).exists()
