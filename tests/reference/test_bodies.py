"""The municipal bodies: who exists when, and how many people live there."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from tests.reference.tables import exists_on, rows

MUNICIPALITIES = {"municipality", "town", "independent_city"}


def _kinds(day: str) -> Counter[str]:
    return Counter(row["kind"] for row in rows("municipalities/bodies") if exists_on(row, day))


def test_bodies_of_today_are_counted_by_kind() -> None:
    assert _kinds("2026-06-30") == {
        "municipality": 230,
        "town": 185,
        "independent_city": 6,
        "district": 21,
        "unincorporated_area": 4,
    }


@pytest.mark.parametrize(
    ("day", "count"),
    [("2019-12-31", 423), ("2020-01-01", 422), ("2022-12-31", 422), ("2023-01-01", 421)],
)
def test_mergers_change_the_number_of_municipalities(day: str, count: int) -> None:
    assert sum(_kinds(day)[kind] for kind in MUNICIPALITIES) == count


def test_hanau_leaves_its_district_with_2026() -> None:
    keys = {
        day: [
            row["ags"]
            for row in rows("municipalities/bodies")
            if row["name"] == "Hanau" and exists_on(row, day)
        ]
        for day in ("2025-12-31", "2026-01-01")
    }
    assert keys == {"2025-12-31": ["06435014"], "2026-01-01": ["06415000"]}


def test_special_status_towns_are_seven_until_hanau_becomes_independent() -> None:
    table = [row for row in rows("municipalities/bodies") if row["special_status"] == "yes"]
    names = {
        day: sorted(row["name"] for row in table if exists_on(row, day))
        for day in ("2025-12-31", "2026-01-01")
    }
    after = ["Bad Homburg v. d. Höhe", "Fulda", "Gießen", "Marburg", "Rüsselsheim am Main"]
    assert names["2026-01-01"] == [*after, "Wetzlar"]
    assert names["2025-12-31"] == sorted([*after, "Wetzlar", "Hanau"])


def test_each_body_lies_in_a_district_and_its_government_district() -> None:
    parents = {row["ags"]: row["government_district"] for row in rows("municipalities/districts")}
    for body in rows("municipalities/bodies"):
        assert parents[body["ags"][:5]] == body["ags"][:3]
        assert body["ars"].startswith(body["ags"][:5])
        assert body["ars"].endswith(body["ags"][5:])


def test_each_district_area_has_its_body() -> None:
    bodies = {row["ags"]: row["kind"] for row in rows("municipalities/bodies")}
    for area in rows("municipalities/districts"):
        key = area["ags"] if area["kind"] == "district" else f"{area['ags']}000"
        assert bodies[key] == area["kind"]


def test_former_body_hands_over_to_a_successor_of_the_next_day() -> None:
    table = {row["ags"]: row for row in rows("municipalities/bodies")}
    former = {ags: row for ags, row in table.items() if row["valid_to"]}
    assert sorted(former) == ["06435014", "06633021", "06633027", "06635005"]
    for row in former.values():
        next_day = date.fromisoformat(row["valid_to"]) + timedelta(days=1)
        assert exists_on(table[row["successor_ags"]], next_day.isoformat())


def test_same_names_are_told_apart_by_their_full_names() -> None:
    full = [row["full_name"] for row in rows("municipalities/districts")]
    assert {"Landkreis Kassel", "Kassel (kreisfreie Stadt)"} <= set(full)
    assert len(set(full)) == 27
    giessen = [r["official_name"] for r in rows("municipalities/bodies") if r["name"] == "Gießen"]
    assert sorted(giessen) == ["Gießen, Universitätsstadt", "Landkreis Gießen"]


def _population(as_of: str, *, before_2026: bool) -> dict[str, int]:
    """Inhabitants counted on `as_of`, on the territory before or after Hanau left its district."""
    figures: dict[str, tuple[str, int]] = {}
    for row in rows("municipalities/population"):
        known = figures.get(row["ags"], ("", 0))
        applies = not (before_2026 and row["territory_from"])
        if row["as_of"] == as_of and applies and row["territory_from"] >= known[0]:
            figures[row["ags"]] = (row["territory_from"], int(row["population"]))
    return {ags: population for ags, (_since, population) in figures.items()}


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2022-05-15", "2025-12-31"), ("2023-12-31", "2025-12-31"), ("2023-12-31", "2026-06-30")],
)
def test_population_of_a_district_is_the_sum_of_its_municipalities(as_of: str, day: str) -> None:
    figures = _population(as_of, before_2026=day < "2026-01-01")
    bodies = [row for row in rows("municipalities/bodies") if exists_on(row, day)]
    sums: Counter[str] = Counter()
    for row in bodies:
        if row["kind"] in MUNICIPALITIES:
            sums[row["ags"][:5]] += figures.get(row["ags"], 0)
    districts = [row["ags"] for row in bodies if row["kind"] == "district"]
    assert len(districts) == 21
    assert {ags: figures[ags] for ags in districts} == {ags: sums[ags] for ags in districts}


@pytest.mark.parametrize(("as_of", "total"), [("2022-05-15", 6_207_278), ("2023-12-31", 6_420_729)])
def test_population_of_the_state_is_the_official_total(as_of: str, total: int) -> None:
    figures = _population(as_of, before_2026=False)
    bodies = rows("municipalities/bodies")
    living = [r["ags"] for r in bodies if exists_on(r, "2026-06-30") and len(r["ags"]) == 8]
    assert sum(figures.get(ags, 0) for ags in living) == total


def test_main_kinzig_kreis_is_smaller_without_hanau() -> None:
    before = _population("2023-12-31", before_2026=True)
    after = _population("2023-12-31", before_2026=False)
    assert (before["06435"], after["06435"]) == (434_002, 330_818)
    assert before["06435"] - after["06435"] == after["06415000"] == after["06435014"]


def test_merged_municipalities_without_a_figure_have_no_row() -> None:
    counted = {row["ags"] for row in rows("municipalities/population")}
    assert counted & {"06635005", "06633021", "06633027"} == set()
