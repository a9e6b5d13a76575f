"""Throughput as a report: weeks with their mean, target, and why processes wait."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.as_of import AsOf
from core.reporting import REGISTRY
from reports.making import check_filter, edition
from tests.services.queries.test_factories import process
from tests.services.world import NOW

pytestmark = pytest.mark.usefixtures("world")


def rows(day: date, **given: str) -> list[dict[str, Any]]:
    report = REGISTRY["fabrik-durchsatz"]
    made = edition(report, None, check_filter(report, given), at=AsOf(day), now=NOW)
    keys = [column.key for column in made.columns]
    return [dict(zip(keys, values, strict=True)) for values in made]


def test_weeks_have_their_mean_target_and_reasons() -> None:
    process("fertig", ("released", date(2019, 10, 2)))
    for code in ("eins", "zwei"):
        process(code, ("blocked", date(2019, 10, 3)))
    process("geht", ("blocked", date(2019, 10, 3)), ("built", date(2019, 10, 6)))
    first, second = rows(date(2019, 10, 13))
    assert (first["week"], first["monday"]) == ("KW 40/2019", date(2019, 9, 30))
    assert (first["released"], first["mean"], first["target"]) == (1, Decimal("1.00"), 3)
    assert (second["released"], second["mean"], second["cumulative"]) == (0, Decimal("0.50"), 1)
    for week in (first, second):
        assert (week["blocked"], week["reasons"]) == (2, "Schnittstelle fehlt (2)")


@pytest.mark.parametrize(
    ("day", "period", "last"),
    [
        (date(2019, 9, 30), "", None),
        (date(2023, 1, 15), "", "KW 02/2023"),
        (date(2023, 1, 15), "vereinbart", "KW 52/2022"),
    ],
)
def test_report_ends_with_the_day_or_the_agreed_period(
    day: date, period: str, last: str | None
) -> None:
    weeks = [row["week"] for row in rows(day, zeitraum=period)]
    assert (weeks[-1] if weeks else None) == last
