"""Cells and widths of the PDF: what is unknown stays empty, a number is never broken."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from core.exports.pdf import (
    MOST_LETTERS,
    MOST_ROWS,
    _bar,
    _part_title,
    _text,
    texts_of,
)
from core.formats import NBSP
from core.reporting import Column, ColumnKind
from tests.core.editions import edition


@pytest.mark.parametrize("kind", ColumnKind)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_unknown_is_an_empty_cell(kind: ColumnKind, value: Any) -> None:
    assert _text(Column("x", "X", kind), value) == ""


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (ColumnKind.EUR, Decimal("0.00"), f"0,00{NBSP}€"),
        (ColumnKind.COUNT, 0, "0"),
        (ColumnKind.SHARE, Decimal(0), f"0,0{NBSP}%"),
        (ColumnKind.MEAN, Decimal(0), "0,00"),
        (ColumnKind.TEXT, "06", "06"),
    ],
)
def test_nought_is_no_empty_cell(kind: ColumnKind, value: Any, text: str) -> None:
    assert _text(Column("x", "X", kind), value) == text


def test_parts_are_numbered_where_there_are_several() -> None:
    assert [_part_title(1, 1), _part_title(2, 3)] == ["Tabelle", "Tabelle, Teil 2 von 3"]


@pytest.mark.parametrize(
    ("kind", "value", "filled"),
    [
        (ColumnKind.SHARE, Decimal("0.25"), 0.25),
        (ColumnKind.SHARE, Decimal("1.2"), 1.0),
        (ColumnKind.SHARE, Decimal("-0.1"), 0.0),
        (ColumnKind.SHARE, None, 0.0),
        (ColumnKind.COUNT, 1, 0.0),
    ],
)
def test_bar_under_a_share_stays_in_its_cell(kind: ColumnKind, value: Any, filled: float) -> None:
    assert _bar(Column("x", "X", kind), value) == filled


def test_long_text_is_shortened_at_a_words_end_and_says_so() -> None:
    column = Column("x", "X")
    fits = "wort " * 31 + "worte"
    assert len(fits) == MOST_LETTERS
    assert _text(column, fits) == fits
    shortened = _text(column, fits + "x")
    assert shortened.startswith("wort " * 30 + "wort … (")
    assert "XLSX" in shortened
    assert _text(column, "x" * 200).startswith("x" * MOST_LETTERS + " … (")


def test_text_of_several_lines_stands_in_one() -> None:
    assert _text(Column("x", "X"), "a\nb\x07c") == "a b c"


def printed(rows: int) -> dict[str, Any]:
    columns = [Column("name", "name"), Column("paid", "Ausgezahlt", ColumnKind.EUR, summed=True)]
    source = ({"name": "a", "paid": Decimal("0.50")} for _row in range(rows))
    found: dict[str, Any] = json.loads(texts_of(edition(columns, source)))
    return found


def test_paper_holds_two_thousand_rows_and_refuses_one_more() -> None:
    data = printed(MOST_ROWS)
    assert len(data["rows"]) == MOST_ROWS
    assert data["total"] == ["Summe", f"1.000,00{NBSP}€"]
    with pytest.raises(RuleError) as refused:
        printed(MOST_ROWS + 1)
    assert refused.value.code == "too_many_rows"
    assert "2.000" in refused.value.message


def test_paper_says_what_it_shows_and_that_nothing_matches() -> None:
    data = printed(0)
    assert (data["rows"], data["shares"], data["wide"]) == ([], [], False)
    assert data["columns"][1]["number"] is True
    assert [column["label"] for column in data["columns"]] == ["Name", "Ausgezahlt"]
    assert data["parts"] == [{"title": "Tabelle", "places": [0, 1], "has_total": True}]
    assert data["size"] == 9.0


def test_title_and_words_of_the_standing_are_not_said_twice() -> None:
    made = replace(edition([Column("name", "name")], []), standing="Stand 01.03.2026")
    told = json.loads(texts_of(made))["notes"]
    assert ["Stand", "01.03.2026"] in told
    assert ["Bericht", "Probe"] not in told
    assert json.loads(texts_of(made))["title"] == "Probe"


def test_sums_stand_in_the_part_that_has_some() -> None:
    texts = [Column(f"t{place}", "X") for place in range(8)]
    columns = [*texts, Column("paid", "Ausgezahlt", ColumnKind.EUR, summed=True)]
    row = {column.key: "a" * 28 for column in texts} | {"paid": Decimal("0.50")}
    data = json.loads(texts_of(edition(columns, [row])))
    assert [part["has_total"] for part in data["parts"]] == [False, True]


@pytest.mark.parametrize(("count", "is_wide"), [(6, False), (7, True)])
def test_page_lies_across_from_seven_columns_on(count: int, is_wide: bool) -> None:
    columns = [Column(f"c{place}", "X", ColumnKind.COUNT) for place in range(count)]
    assert json.loads(texts_of(edition(columns, [])))["wide"] is is_wide
