"""How a table lies on paper: no number is broken, no column lost, no name hyphenated in vain."""

from __future__ import annotations

import pytest

from core.exports.layout import (
    LARGEST,
    LETTERS,
    LONGEST_TEXT,
    LONGEST_WORD,
    SMALLEST,
    _width,
    layout,
    parts_of,
    widened,
)
from core.reporting import Column, ColumnKind


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
    assert _width(Column("x", label, kind), texts) == width


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


@pytest.mark.parametrize(
    ("widths", "wanted", "most", "given"),
    [
        ([10, 10], [10, 10], 30, [10, 10]),  # nobody asks for more
        ([10, 10], [12, 18], 20, [10, 10]),  # nothing is left
        ([10, 10], [12, 18], 30, [12, 18]),  # to the letter
        ([10, 10], [12, 18], 29, [12, 17]),  # who lacks the fewest comes first
        ([10, 10], [18, 12], 29, [17, 12]),
        ([10, 10], [5, 30], 25, [10, 15]),  # nothing is taken from anybody
        ([20, 20], [30, 30], 30, [20, 20]),  # more than fits already
    ],
)
def test_room_to_spare_goes_to_texts_that_are_broken(
    widths: list[int], wanted: list[int], most: int, given: list[int]
) -> None:
    assert widened(widths, wanted, most=most) == given


@pytest.mark.parametrize(
    ("label", "text", "breaks_head", "breaks"),
    [
        ("Davon gebunden", "75.000,00", False, False),
        ("x" * LONGEST_WORD, "1", False, False),
        ("x" * (LONGEST_WORD + 1), "1", True, False),
        ("Vorhaben", "Einführung Lauterbach (Hessen)", False, False),
        ("Vorhaben", "x" * 300, False, True),
    ],
)
def test_words_are_hyphenated_in_columns_alone_that_they_do_not_fit(
    label: str, text: str, breaks_head: bool, breaks: bool
) -> None:
    (column,) = layout([Column("x", label)], [[text]]).columns
    assert (column.breaks_head, column.breaks) == (breaks_head, breaks)


def test_letters_are_large_where_all_fits_and_never_smaller_than_can_be_read() -> None:
    texts = [Column(f"c{place}", "X") for place in range(6)]
    few, more, many = (layout(texts[:n], [["a" * 28] * n]) for n in (3, 4, 6))
    assert (few.size, more.size) == (LARGEST, LARGEST * LETTERS[False] / 120)
    assert SMALLEST <= many.size < LARGEST
    assert [len(found.parts) for found in (few, more, many)] == [1, 1, 2]


def test_long_texts_get_the_room_to_spare_of_one_table_and_none_where_it_stands_in_parts() -> None:
    for count, width in ((1, 42), (6, LONGEST_TEXT + 2)):
        texts = [Column(f"c{place}", "X") for place in range(count)]
        found = layout(texts, [["a" * 40] * count])
        assert {column.width for column in found.columns} == {width}


def test_table_without_rows_has_its_heads() -> None:
    found = layout([Column("a", "Programm"), Column("b", "Betrag", ColumnKind.EUR)], [])
    assert [column.width for column in found.columns] == [10, 8]
    assert (found.parts, found.is_wide) == ([[0, 1]], False)
