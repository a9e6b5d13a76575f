"""Data quality by body: each fault, and the year after which a body is unconfirmed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.reporting import REGISTRY
from reports.making import check_filter, edition
from services.actions import RolloutChange
from services.models import RolloutConfirmation
from tests.services.world import (
    NOW,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    make_user,
    record,
)

pytestmark = pytest.mark.usefixtures("world")

MAY = date(2026, 5, 1)


def table(at: date = TODAY, **given: str) -> dict[str, dict[str, Any]]:
    report = REGISTRY["datenqualitaet"]
    made = edition(report, None, check_filter(report, given), at=AsOf(at), now=NOW)
    keys = [column.key for column in made.columns]
    found = {row["ags"]: row for row in (dict(zip(keys, row, strict=True)) for row in made)}
    return {**found, "total": {column.key: made.total(column) for column in made.columns}}


def test_contradictions_are_counted_by_body_and_in_total() -> None:
    record(live(TOWN, "90001", MAY), live(TOWN, "90002", MAY, level=None))
    record(
        RolloutChange(SECOND_TOWN, "90001", MAY, configured=True),
        RolloutChange(SECOND_TOWN, "90002", MAY, listed=True),
    )
    found = table()
    assert (found[TOWN]["competent"], found[TOWN]["unreported"]) == (2, 0)
    assert (found[TOWN]["not_rated"], found[TOWN]["not_listed"]) == (1, 0)
    assert (found[SECOND_TOWN]["not_listed"], found[SECOND_TOWN]["not_configured"]) == (1, 1)
    assert (found[VILLAGE]["competent"], found[VILLAGE]["unreported"]) == (2, 2)
    bodies = [row for ags, row in found.items() if ags != "total"]
    for key in ("competent", "unreported", "not_listed", "not_configured", "not_rated"):
        assert found["total"][key] == sum(row[key] for row in bodies), key
    total = found["total"]
    assert total["unreported_rate"] * total["competent"] == total["unreported"]


@pytest.mark.parametrize(("days", "unconfirmed"), [(365, 0), (366, 1)])
def test_body_is_unconfirmed_after_a_year(days: int, unconfirmed: int) -> None:
    day = TODAY - timedelta(days=days)
    RolloutConfirmation.objects.create(
        municipality_id=TOWN, confirmed_on=day, confirmed_by=make_user("melder", Role.OFFICER)
    )
    row = table()[TOWN]
    assert (row["last_report"], row["days_since"]) == (day, days)
    assert row["unconfirmed"] == unconfirmed
    assert (table()[VILLAGE]["days_since"], table()[VILLAGE]["unconfirmed"]) == (None, 1)
