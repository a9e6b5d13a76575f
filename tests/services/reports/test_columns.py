"""Each column of the reports on progress, on six days, against what the raw events come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.as_of import AsOf
from core.reporting import REGISTRY, ColumnKind
from reports.making import check_filter, edition
from services.models import OzgService
from tests.services.raw import (
    COMPETENT,
    COUNTS,
    DAYS,
    FAULTS,
    FIELD,
    FREE,
    MAY,
    RULES,
    Pair,
    last_report,
    make_reports,
    pairs,
)
from tests.services.world import (
    BODIES,
    CITY,
    DISTRICT,
    HANAU,
    NOW,
    SECOND_TOWN,
    SERVICES,
    TODAY,
    TOWN,
    VILLAGE,
    switch_catalogue,
)

pytestmark = pytest.mark.usefixtures("world")
Row = dict[str, Any]
RATES = {
    "live_rate": ("live", "competent"),
    "inhabitants_rate": ("inhabitants_live", "inhabitants_competent"),
    "federal_any_rate": ("federal_any", "services"),
    "level3_any_rate": ("level3_any", "services"),
    "area_wide_rate": ("area_wide", "services"),
    "provided_rate": ("provided", "services"),
    "unreported_rate": ("unreported", "competent"),
}
FLAGS = ("competent", "reported", "configured", "listed", "live", "compliant")


@pytest.fixture(autouse=True)
def reported(world: None) -> None:
    make_reports()


def table(name: str, day: date, **given: str) -> tuple[list[Row], Row]:
    """The rows of a report and its totals, by the keys of the columns."""
    report = REGISTRY[name]
    made = edition(report, None, check_filter(report, given), at=AsOf(day), now=NOW)
    keys = [column.key for column in made.columns]
    rows = [dict(zip(keys, values, strict=True)) for values in made]
    return rows, {column.key: made.total(column) for column in made.columns}


def share(row: Row, part: str, whole: str) -> Decimal | None:
    return Decimal(row[part]) / Decimal(row[whole]) if row[whole] else None


def shares(row: Row, want: Row) -> dict[str, Decimal | None]:
    return {key: share(want, *parts) for key, parts in RATES.items() if key in row}


def check(row: Row, found: list[Pair], day: date, counts: dict[str, Any]) -> None:
    """The counts and shares of a row or of the totals are those of the pairs."""
    want = {key: count(found, day) for key, count in counts.items()}
    assert {key: row[key] for key in want} == want, (day, row)
    assert {key: row[key] for key in shares(row, want)} == shares(row, want), (day, row)


def grouped(found: list[Pair], by: Callable[[Pair], tuple[str, ...]]) -> dict[str, list[Pair]]:
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in found:
        for key in by(pair):
            groups[key].append(pair)
    return groups


# What a row of each breakdown is about, and its label.
BREAKDOWNS: dict[str, tuple[Callable[[Pair], tuple[str, ...]], Callable[[str], str]]] = {
    "theme_field": (lambda pair: (FIELD[pair.service],), str.title),
    "situation": (
        lambda pair: (f"{FIELD[pair.service]}-lage",),
        lambda key: f"Lage {key.removesuffix('-lage')}",
    ),
    "service": (lambda pair: (pair.service,), lambda key: SERVICES[key][0]),
    "process": (
        lambda pair: tuple(code for code, of in FREE.items() if pair.service in of[1]),
        str.title,
    ),
}


@pytest.mark.parametrize("by", BREAKDOWNS)
@pytest.mark.parametrize("area", ["", "064", "06431", "06412"])
def test_each_count_of_each_row_is_that_of_its_pairs(by: str, area: str) -> None:
    keys_of, label_of = BREAKDOWNS[by]
    for day in DAYS:
        inside = [pair for pair in pairs(day) if pair.ags.startswith(area or "06")]
        want = grouped(inside, keys_of)
        rows, totals = table("fortschritt", day, gebiet=area, gliederung=by)
        assert {row["key"] for row in rows} == set(want)
        for row in rows:
            check(row, want[row["key"]], day, COUNTS | RULES)
            assert row["last_report"] == last_report(want[row["key"]])
            assert row["label"] == label_of(row["key"])
        if by == "process":  # a service of two processes is in two rows
            assert set(totals.values()) == {None}
        else:
            check(totals, inside, day, COUNTS | RULES)
            assert totals["last_report"] is None


def test_body_and_services_narrow_the_same_counts() -> None:
    for day in DAYS:
        found = pairs(day)
        narrowed: list[tuple[dict[str, str], Callable[[Pair], bool]]] = [
            ({"kommune": DISTRICT}, lambda pair: pair.ags == DISTRICT),
            ({"kommune": TOWN}, lambda pair: pair.ags == TOWN),
            ({"themenfeld": "reisen"}, lambda pair: pair.service == "90003"),
            ({"lage": "familie-lage"}, lambda pair: FIELD[pair.service] == "familie"),
            ({"prozess": "frueher"}, lambda pair: pair.service == "90002"),
            (
                {"gebiet": "06431", "themenfeld": "reisen"},
                lambda pair: pair.ags == DISTRICT and pair.service == "90003",
            ),
        ]
        for given, fits in narrowed:
            _rows, totals = table("fortschritt", day, gliederung="service", **given)
            check(totals, [pair for pair in found if fits(pair)], day, COUNTS | RULES)


def test_row_of_a_group_leads_to_its_services_in_the_same_place() -> None:
    columns = REGISTRY["fortschritt"].columns
    chosen = {"gebiet": "06431", "kommune": None}

    def link(by: str) -> str:
        label = columns({**chosen, "gliederung": by})[0]
        assert label.link is not None
        return label.link("x")

    assert {by: link(by) for by in BREAKDOWNS} == {
        "theme_field": "/berichte/fortschritt/?gliederung=service&themenfeld=x&gebiet=06431",
        "situation": "/berichte/fortschritt/?gliederung=service&lage=x&gebiet=06431",
        "service": OzgService(pk="x").get_absolute_url(),
        "process": "/berichte/fortschritt/?gliederung=service&prozess=x&gebiet=06431",
    }


# The bodies as a German directory sorts them, with their kind.
SORTED = {
    DISTRICT: "Landkreis",
    CITY: "Kreisfreie Stadt",
    HANAU: "Kreisfreie Stadt",
    VILLAGE: "Gemeinde",
    TOWN: "Stadt",
    SECOND_TOWN: "Stadt",
}


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({}, lambda pair: True),
        ({"gebiet": "06412"}, lambda pair: pair.ags == CITY),
        ({"themenfeld": "reisen"}, lambda pair: pair.service == "90003"),
    ],
)
def test_each_pair_is_a_row_with_what_its_event_says(
    given: dict[str, str], fits: Callable[[Pair], bool]
) -> None:
    for day in DAYS:
        found = {(pair.ags, pair.service): pair for pair in pairs(day) if fits(pair)}
        rows, totals = table("fortschritt-detail", day, **given)
        assert [(row["ags"], row["service_id"]) for row in rows] == sorted(found)
        for row in rows:
            pair = found[row["ags"], row["service_id"]]
            want = [COUNTS[key]([pair], day) for key in FLAGS[:-1]] + [int(pair.reaches(1))]
            assert [row[key] for key in FLAGS] == want, (day, row)
            assert row["last_report"] == last_report([pair])
            assert (row["name"], row["service"], row["theme_field"]) == (
                BODIES[pair.ags][0],
                SERVICES[pair.service][0],
                FIELD[pair.service].title(),
            )
        for key in FLAGS:
            assert totals[key] == sum(row[key] for row in rows), (day, key)


def test_service_outside_the_version_used_for_quotas_is_in_no_row() -> None:
    switch_catalogue("90001")
    rows, _totals = table("fortschritt-detail", TODAY)
    assert {row["service_id"] for row in rows} == {"90001"}
    rows, _totals = table("fortschritt-kommunen", TODAY)
    assert {row["key"] for row in rows} == set(COMPETENT["90001"])


@pytest.mark.parametrize("area", ["", "06431"])
def test_each_fault_of_a_body_is_counted_from_its_events(area: str) -> None:
    for day in DAYS:
        found = [p for p in pairs(day) if p.ags.startswith(area or "06") and p.counts]
        rows, totals = table("datenqualitaet", day, gebiet=area)
        assert [row["ags"] for row in rows] == sorted({pair.ags for pair in found})
        for row in rows:
            check(row, [pair for pair in found if pair.ags == row["ags"]], day, FAULTS)
            assert (row["last_report"], row["days_since"]) == (None, None)  # imports are no report
        check(totals, found, day, FAULTS)
        assert totals["unconfirmed"] == len(rows)


def test_every_fault_of_the_small_state_is_found_somewhere() -> None:
    """Else its column would be equal to nothing."""
    for key, count in FAULTS.items():
        assert any(count(pairs(day), day) for day in DAYS), key
    assert not any(
        count(pairs(DAYS[0]), DAYS[0]) for key, count in FAULTS.items() if key[:4] == "not_"
    )


@pytest.mark.parametrize(
    "name", ["fortschritt", "fortschritt-kommunen", "fortschritt-detail", "datenqualitaet"]
)
def test_every_count_has_a_total_and_every_day_has_none(name: str) -> None:
    """Days since a report are of a body; the sum of them would be of nobody."""
    columns = REGISTRY[name].columns({"gliederung": "service", "gebiet": "06", "kommune": None})
    unsummed = {c.key for c in columns if c.kind is ColumnKind.COUNT and not c.summed}
    assert unsummed == ({"days_since"} if name == "datenqualitaet" else set())
    assert not [c.key for c in columns if c.kind is not ColumnKind.COUNT and c.summed]


def test_no_two_counts_of_a_row_are_the_same_everywhere() -> None:
    """So a column that shows the count of another one is seen."""
    columns = COUNTS | RULES
    series = {
        key: tuple(
            count([p for p in pairs(day) if p.service in services], day)
            for day in (*DAYS, MAY)
            for services in [*(([one]) for one in COMPETENT), list(COMPETENT)]
        )
        for key, count in columns.items()
    }
    assert len(set(series.values())) == len(columns)
