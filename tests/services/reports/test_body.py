"""Each body has its own counts; of one that reported nothing none is known, which is no zero."""

from __future__ import annotations

import pytest

from tests.services.raw import COMPETENT, COUNTS, DAYS, FIELD, last_report, make_reports, pairs
from tests.services.reports.test_columns import SORTED, check, table
from tests.services.world import BODIES, CITY, DISTRICT, HANAU, SECOND_TOWN, TOWN, VILLAGE

pytestmark = pytest.mark.usefixtures("world")
# What is not known of a body that reported nothing.
UNSAID = {
    *("configured", "listed", "live", "live_rate", "inhabitants_live", "inhabitants_rate"),
    "last_report",
}


@pytest.fixture(autouse=True)
def reported(world: None) -> None:
    make_reports()


@pytest.mark.parametrize(
    ("given", "bodies", "services"),
    [
        ({}, list(SORTED), list(COMPETENT)),
        ({"gebiet": "06431"}, [DISTRICT, VILLAGE, TOWN, SECOND_TOWN], list(COMPETENT)),
        ({"themenfeld": "reisen"}, [DISTRICT, CITY, HANAU], ["90003"]),
        (
            {"gebiet": "06431", "themenfeld": "familie"},
            [VILLAGE, TOWN, SECOND_TOWN],
            list(FIELD)[:2],
        ),
    ],
)
def test_each_body_has_its_own_counts(
    given: dict[str, str], bodies: list[str], services: list[str]
) -> None:
    silent: set[str] = set()
    for day in DAYS:
        found = [p for p in pairs(day) if p.ags in bodies and p.service in services]
        rows, totals = table("fortschritt-kommunen", day, **given)
        assert [row["key"] for row in rows] == bodies
        for row in rows:
            own = [pair for pair in found if pair.ags == row["key"]]
            if COUNTS["reported"](own, day):
                check(row, own, day, COUNTS)
                assert row["said"] == ""
            else:
                silent.add(row["key"])
                unknown = {key for key, value in row.items() if value is None}
                assert (str(row["said"]), unknown) == ("Keine Meldung", UNSAID)
            assert row["last_report"] == last_report(own)
            assert (row["name"], row["kind"], row["district"]) == (
                BODIES[row["key"]][0],
                SORTED[row["key"]],
                f"Kreis {row['key'][:5]}",
            )
        check(totals, found, day, COUNTS)
    assert silent or given
