"""Files of an open set: what machines read is exact, in one order, and says what is unknown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from reports.open_data import files
from reports.open_data.files import csv_of, described, json_of, package
from reports.open_data.giving import _planned
from reports.open_data.sets import SETS, OpenField, OpenRow, OpenSet

FIELDS = (
    OpenField("ags", "string!", "Schlüssel"),
    OpenField("name", "string", "Name"),
    OpenField("paid_eur", "number", "Ausgezahlt"),
    OpenField("count", "integer", "Anzahl"),
    OpenField("on", "date", "Tag"),
)
ROW = {
    "ags": "06431001",
    "name": 'Bad "König", Stadt',
    "paid_eur": Decimal("1234.50"),
    "count": 3,
    "on": date(2026, 3, 5),
    "inner": "secret",
}
EMPTY: dict[str, Any] = {**dict.fromkeys(ROW), "ags": "06431002", "name": ""}


def one(*rows: OpenRow) -> OpenSet:
    def read() -> Iterable[OpenRow]:
        return rows

    return OpenSet("probe", "Probe", "Was es ist", FIELDS, ("ags",), read, {})


def test_csv_has_commas_points_and_iso_days_and_nothing_beyond_its_columns() -> None:
    assert csv_of(one(ROW, EMPTY)).decode() == (
        "ags,name,paid_eur,count,on\n"
        '06431001,"Bad ""König"", Stadt",1234.50,3,2026-03-05\n'
        "06431002,,,,\n"
    )


def test_set_without_rows_has_its_head_all_the_same() -> None:
    assert csv_of(one()) == b"ags,name,paid_eur,count,on\n"
    assert json_of(one()) == b"[]\n"


def test_json_has_numbers_as_numbers_and_the_unknown_as_null() -> None:
    content = json_of(one(ROW, EMPTY)).decode()
    assert content.endswith("\n")
    assert "König" in content  # letters stay letters
    first, second = json.loads(content)
    assert first == {
        "ags": "06431001",
        "name": 'Bad "König", Stadt',
        "paid_eur": 1234.5,
        "count": 3,
        "on": "2026-03-05",
    }
    assert second == {"ags": "06431002", "name": "", "paid_eur": None, "count": None, "on": None}


@pytest.mark.parametrize("text", ["=1+2", "+49 611", "-Bad Nauheim", "@ort", "\tEinzug", "'=1"])
def test_text_is_exact_for_machines_though_a_spreadsheet_would_run_it(text: str) -> None:
    (read,) = csv.DictReader(io.StringIO(csv_of(one({**ROW, "name": text})).decode(), newline=""))
    assert read["name"] == text
    (told,) = json.loads(json_of(one({**ROW, "name": text})))
    assert told["name"] == text


def test_nothing_paid_is_zero_and_not_unknown() -> None:
    (row,) = json.loads(json_of(one({**ROW, "paid_eur": Decimal("0.00"), "count": 0})))
    assert (row["paid_eur"], row["count"]) == (0.0, 0)


@pytest.mark.parametrize(("kind", "kind_told", "is_needed"), [("x!", "x", True), ("x", "x", False)])
def test_column_with_an_exclamation_mark_is_never_empty(
    kind: str, kind_told: str, is_needed: bool
) -> None:
    field = OpenField("a", kind, "A")
    assert (field.type, field.is_needed) == (kind_told, is_needed)
    needed = files._described(field).get("constraints")
    assert needed == ({"required": True} if is_needed else None)


def test_package_refers_to_columns_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "has_demo_data", lambda: False)
    told = package("https://ozg.example/")
    assert [resource["name"] for resource in told["resources"]] == list(SETS)
    for resource in told["resources"]:
        names = {field["name"] for field in resource["schema"]["fields"]}
        assert set(resource["schema"]["primaryKey"]) <= names
        assert resource["path"] == f"{resource['name']}.csv"
        for link in resource["schema"].get("foreignKeys", []):
            other = SETS[link["reference"]["resource"]]
            assert set(link["fields"]) <= names
            assert tuple(link["reference"]["fields"]) == other.key


def test_sets_tell_their_rows_apart_by_columns_that_are_never_empty() -> None:
    for name, found in SETS.items():
        assert found.name == name
        needed = {field.name for field in found.fields if field.is_needed}
        assert set(found.key) <= needed
        assert len({field.name for field in found.fields}) == len(found.fields)


def test_invented_data_are_called_invented_before_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {}
    for has_demo in (True, False):
        monkeypatch.setattr(files, "has_demo_data", lambda has_demo=has_demo: has_demo)
        told[has_demo] = described()
    assert told[True].startswith("Demonstrationsdaten: ")
    assert told[True].endswith(told[False])
    assert "erfunden" not in told[False]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (None, None, {}),
        (date(2026, 1, 1), None, {"startDate": "2026-01-01"}),
        (None, date(2026, 12, 31), {"endDate": "2026-12-31"}),
        (
            date(2026, 1, 1),
            date(2026, 12, 31),
            {"startDate": "2026-01-01", "endDate": "2026-12-31"},
        ),
    ],
)
def test_planned_days_are_told_where_they_are_known(
    start: date | None, end: date | None, days: dict[str, str]
) -> None:
    assert _planned(start, end) == days
