"""Data quality: counted on fingers in the small state, on several days, by area and role."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.reporting import REGISTRY
from reports.making import check_filter, edition, may_run
from services.actions import RolloutChange
from services.models import RolloutConfirmation
from tests.factories.accounts import UserFactory
from tests.services.world import (
    CITY,
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


def test_day_before_the_report_knows_nothing_of_it() -> None:
    record(live(TOWN, "90001", MAY))
    for day, unreported in ((MAY - timedelta(days=1), 2), (MAY, 1), (TODAY, 1)):
        assert table(day)[TOWN]["unreported"] == unreported


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


def test_report_keeps_to_who_has_not_reported_since() -> None:
    RolloutConfirmation.objects.create(
        municipality_id=TOWN, confirmed_on=MAY, confirmed_by=make_user("melder", Role.OFFICER)
    )
    assert TOWN not in table(ohne_meldung_seit="2026-05-01")
    assert TOWN in table(ohne_meldung_seit="2026-05-02")
    assert VILLAGE in table(ohne_meldung_seit="2026-05-01")


def test_report_keeps_to_an_area_and_theme_field() -> None:
    found = table(gebiet="06431", themenfeld="familie")
    assert {TOWN, SECOND_TOWN, VILLAGE} <= set(found)
    assert CITY not in found
    assert found["total"]["competent"] == 6


def test_report_is_open_to_readers_of_progress_and_closed_to_municipalities() -> None:
    closed = {Role.SYSTEM_ADMINISTRATOR}
    for role in Role:
        user = UserFactory.create(roles=[role])
        assert may_run(REGISTRY["datenqualitaet"], user) is (role not in closed), role
