"""A part of a page is made once for each version of its roll-up, day and audience."""

from __future__ import annotations

from datetime import date

import pytest

from core import rollups
from core.as_of import AsOf
from core.http.kept import kept
from core.models import DirtyKey, RollupState
from services.rollups import PROGRESS
from tests.services.world import NOW, TODAY, TOWN, live, record

pytestmark = pytest.mark.django_db
PAST = AsOf.on(date(2026, 1, 31))


class Maker:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def test_part_is_made_again_for_another_day_and_another_audience() -> None:
    make = Maker()

    def asked(at: AsOf, audience: str) -> int:
        return kept("map", "progress", at=at, audience=audience, make=make)

    today = AsOf.today()
    assert [asked(today, "a"), asked(today, "a")] == [1, 1]
    assert [asked(today, "b"), asked(PAST, "a"), asked(PAST, "b")] == [2, 3, 4]
    assert [asked(today, "a"), asked(PAST, "b")] == [1, 4]


@pytest.mark.usefixtures("world")
def test_part_is_made_again_when_the_rows_change_and_not_before() -> None:
    make = Maker()

    def asked() -> int:
        return kept("map", "progress", at=AsOf.today(), audience="a", make=make)

    rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
    assert [asked(), asked()] == [1, 1]
    rollups.refresh(PROGRESS, at=TODAY, now=NOW)  # nothing was touched
    rollups.check(PROGRESS, now=NOW)
    assert asked() == 1
    record(live(TOWN, "90001", date(2026, 3, 2)))
    before = RollupState.objects.get(name="progress").generation
    assert DirtyKey.objects.filter(rollup="progress").exists()
    rollups.refresh(PROGRESS, at=TODAY, now=NOW)  # at the same moment, in the same generation
    assert RollupState.objects.get(name="progress").generation == before
    assert asked() == 2
    rollups.rebuild(PROGRESS, at=TODAY, now=NOW)
    assert asked() == 3
