"""Maturity levels: every pair in exactly one column, whichever model and day is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.as_of import AsOf
from core.reporting import REGISTRY, Edition
from reports.making import check_filter, edition
from services.actions import RolloutChange
from services.models import RolloutEvent
from tests.services.world import (
    CITY,
    DISTRICT,
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    record,
)

pytestmark = pytest.mark.usefixtures("world")
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
# Five bodies for each of two services of municipalities; three for that of the district level.
PAIRS = {"90001": 5, "90002": 5, "90003": 3}


def made(at: date = TODAY, **given: str) -> Edition:
    report = REGISTRY["fortschritt-reifegrade"]
    return edition(report, None, check_filter(report, given), at=AsOf(at), now=NOW)


def rows(at: date = TODAY, **given: str) -> dict[str, dict[str, Any]]:
    """The rows by their key; under "" the totals."""
    found = made(at, **given)
    keys = [column.key for column in found.columns]
    told = [dict(zip(keys, values, strict=True)) for values in found]
    return {row["key"]: row for row in told} | {"": found.totals}


@pytest.fixture
def rated(world: None) -> None:
    """Levels of both models, online or not; a pair without a level; one that is not offered."""
    record(
        live(TOWN, "90001", MARCH, 2),
        live(SECOND_TOWN, "90001", MAY, 4),
        live(VILLAGE, "90001", MAY, 6, model="2.0"),
        live(CITY, "90001", MARCH, None),
        live(DISTRICT, "90003", MAY, 0),
        RolloutChange(CITY, "90003", MAY, maturity_model="2.0", maturity_level=7),
        RolloutChange(VILLAGE, "90002", MAY, applicable=False),
    )
    record(live(TOWN, "90001", TODAY, 3))


def want_of(service: str, day: date, model: str, highest: int) -> dict[str, int]:
    """The columns by the last raw event of each pair."""
    last: dict[str, RolloutEvent] = {}
    for event in RolloutEvent.objects.filter(service=service).order_by("valid_from", "pk"):
        if event.valid_from <= day:
            last[event.municipality_id] = event
    offered = [event for event in last.values() if event.applicable]
    own = [e.maturity_level for e in offered if e.maturity_model_id == model]
    refused = len(last) - len(offered)
    return {
        "competent": PAIRS[service] - refused,
        "unreported": PAIRS[service] - len(last),
        "unrated": sum(event.maturity_level is None for event in offered),
        "rated_otherwise": sum(event.maturity_model_id not in {None, model} for event in offered),
        **{f"level_{level}": own.count(level) for level in range(highest + 1)},
    }


@pytest.mark.usefixtures("rated")
@pytest.mark.parametrize(("model", "highest"), [("1.1", 4), ("2.0", 7)])
def test_each_column_counts_the_last_events_of_the_pairs_on_three_days(
    model: str, highest: int
) -> None:
    for day in (date(2026, 2, 28), date(2026, 4, 30), TODAY):
        found = rows(day, modell=model, gliederung="service")
        totals: dict[str, int] = {}
        for service in PAIRS:
            want = want_of(service, day, model, highest)
            assert {name: found[service][name] for name in want} == want, (day, service)
            assert sum(want.values()) == 2 * want["competent"]  # each pair once beside the first
            totals = {name: totals.get(name, 0) + count for name, count in want.items()}
        assert found[""] == totals, day


@pytest.mark.usefixtures("rated")
def test_without_a_choice_the_newest_model_counts_by_theme_field() -> None:
    report = made()
    assert [column.key for column in report.columns][-1] == "level_7"
    assert [row[0] for row in report] == ["Familie", "Reisen"]
    assert rows()["reisen"]["level_7"] == 1
    assert set(rows(gliederung="situation")) == {"familie-lage", "reisen-lage", ""}


@pytest.mark.usefixtures("rated")
def test_rows_keep_to_the_area_and_the_theme_field() -> None:
    assert list(rows(themenfeld="reisen")) == ["reisen", ""]
    assert rows(gebiet="06412")[""]["competent"] == 3
    assert rows(gebiet="06412")["reisen"]["level_7"] == 1
    assert rows(gebiet="06431")["reisen"]["level_7"] == 0
