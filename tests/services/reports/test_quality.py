"""Data quality: counted on fingers in the small state, on several days, by area and role."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.choices import Role
from core.as_of import AsOf
from core.reporting import REGISTRY
from reports.making import check_filter, edition, may_run
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


def test_day_before_the_report_knows_nothing_of_it() -> None:
    record(live(TOWN, "90001", MAY))
    for day, unreported in ((MAY - timedelta(days=1), 2), (MAY, 1), (TODAY, 1)):
        assert table(day)[TOWN]["unreported"] == unreported


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
