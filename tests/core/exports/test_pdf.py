"""Cells and widths of the PDF: what is unknown stays empty, a number is never broken."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RuleError
from core.exports.pdf import (
    LONGEST_TEXT,
    MOST_LETTERS,
    MOST_ROWS,
    _bar,
    _part_title,
    _text,
    _width,
    parts_of,
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


@pytest.mark.parametrize(
    ("kind", "label", "texts", "width"),
    [
        (ColumnKind.TEXT, "X", [], 3),
        (ColumnKind.TEXT, "X", ["abc"], 5),
        (ColumnKind.TEXT, "X", ["a" * LONGEST_TEXT], LONGEST_TEXT + 2),
        (ColumnKind.TEXT, "X", ["a" * (LONGEST_TEXT + 1)], LONGEST_TEXT + 2),
        (ColumnKind.EUR, "X", ["1" * (LONGEST_TEXT + 1)], LONGEST_TEXT + 3),
        (ColumnKind.EUR, "Haushaltsjahr 2026", ["1"], 14),
        (ColumnKind.EUR, "Ansatz", ["1"], 8),
    ],
)
def test_column_is_as_wide_as_its_widest_line(
    kind: ColumnKind, label: str, texts: list[str], width: int
) -> None:
    assert _width(Column("x", label, kind), label, texts) == width


@pytest.mark.parametrize(
    ("widths", "most", "heads", "parts"),
    [
        ([10, 10, 10], 30, 1, [[0, 1, 2]]),
        ([10, 10, 10], 29, 1, [[0, 1], [0, 2]]),
        ([10, 10, 10, 10], 39, 2, [[0, 1, 2], [0, 1, 3]]),
        ([4, 10, 10, 10, 10], 40, 1, [[0, 1, 2], [0, 3, 4]]),  # as wide as one another
        ([10, 50, 10], 40, 1, [[0, 1], [0, 2]]),  # too wide by itself: it is not lost
    ],
)
def test_wide_table_stands_in_parts_with_its_first_columns_in_each(
    widths: list[int], most: int, heads: int, parts: list[list[int]]
) -> None:
    assert parts_of(widths, most=most, heads=heads) == parts


def test_no_column_of_a_wide_table_is_lost_or_stands_twice() -> None:
    for count in range(2, 30):
        widths = [5 + (place * 7) % 23 for place in range(count)]
        parts = parts_of(widths, most=60)
        assert all(part[0] == 0 for part in parts)
        places = [place for part in parts for place in part[1:]]
        assert places == list(range(1, count))


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
    assert data["parts"] == [{"title": "Tabelle", "places": [0, 1]}]
    assert data["size"] == 9.0


@pytest.mark.parametrize(("count", "is_wide"), [(6, False), (7, True)])
def test_page_lies_across_from_seven_columns_on(count: int, is_wide: bool) -> None:
    columns = [Column(f"c{place}", "X", ColumnKind.COUNT) for place in range(count)]
    assert json.loads(texts_of(edition(columns, [])))["wide"] is is_wide
