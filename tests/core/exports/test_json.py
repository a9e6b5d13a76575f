"""JSON as it is written: what each column means, umlauts as they are, commas between rows alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.exports.json import json_lines
from tests.core.exports.test_files import COLUMNS, ROWS, make


def test_columns_say_their_kind_and_meaning() -> None:
    found = json.loads(b"".join(json_lines(make())))
    assert found["columns"] == [
        {
            "key": column.key,
            "label": column.label,
            "kind": column.kind.value,
            "meaning": column.help,
        }
        for column in COLUMNS
    ]
    assert found["notes"]["Grundlage"] == "Grundlage der Probe"


def test_umlauts_are_written_as_they_are() -> None:
    assert "Bad Homburg v. d. Höhe".encode() in b"".join(json_lines(make()))


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_any_number_of_rows_is_a_list(number: int) -> None:
    found = json.loads(b"".join(json_lines(replace(make(), rows=ROWS[:number]))))
    assert [row["ags"] for row in found["rows"]] == [row["ags"] for row in ROWS[:number]]


def test_totals_stand_where_there_is_one() -> None:
    edition = make()
    found = json.loads(b"".join(json_lines(edition)))
    assert found["totals"] == {
        "amount_eur": "-1234567.86",
        "part": 3,
        "whole": 8,
        "rate": "0.375",
    }
