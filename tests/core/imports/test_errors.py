"""What is wrong in a file: told cell by cell, one cause once, and never more than helps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.imports.errors import (
    LONGEST_VALUE,
    MOST_ERRORS,
    ONE_CAUSE,
    ROWS_NAMED,
    CellError,
    Errors,
    FileRefused,
    refuse,
)

pytestmark = pytest.mark.usefixtures("untranslated")


def refused(cells: Iterator[tuple[int, str, object, str]]) -> FileRefused:
    errors = Errors()
    for cell in cells:
        errors.add(*cell)
    with pytest.raises(FileRefused) as found:
        errors.check()
    return found.value


def same(count: int, *, first: int = 2) -> Iterator[tuple[int, str, object, str]]:
    """One cause in so many rows."""
    return ((row, "AGS", f"0{row}", "unknown") for row in range(first, first + count))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ((3, "AGS", "06x", "unknown"), "Row 3, column “AGS”, “06x”: unknown"),
        ((0, "AGS", "", "missing"), "column “AGS”: missing"),
        ((3, "", "", "empty"), "Row 3: empty"),
        ((0, "", "06x", "unknown"), "“06x”: unknown"),
        ((0, "", "", "no table"), "no table"),
    ],
)
def test_error_names_what_is_known_of_its_place(cell: tuple[int, str, str, str], said: str) -> None:
    assert str(CellError(*cell)) == said


@pytest.mark.parametrize(("length", "is_cut"), [(LONGEST_VALUE, False), (LONGEST_VALUE + 1, True)])
def test_long_value_is_cut_at_its_end(length: int, is_cut: bool) -> None:
    text = str(CellError(1, "", "x" * length, "too long"))
    shown = "x" * (LONGEST_VALUE - 1) + "…" if is_cut else "x" * length
    assert text == f"Row 1, “{shown}”: too long"


def test_file_without_errors_is_not_refused() -> None:
    Errors().check()


@pytest.mark.parametrize(("rows", "lines"), [(ONE_CAUSE - 1, ONE_CAUSE - 1), (ONE_CAUSE, 1)])
def test_cause_of_ten_rows_is_told_once(rows: int, lines: int) -> None:
    found = refused(same(rows))
    assert (len(found.errors), found.count) == (lines, rows)
    assert sum(error.cells for error in found.errors) == rows
    assert list(found.lines) == [str(error) for error in found.errors]


def test_one_cause_names_its_first_rows_and_their_number() -> None:
    (error,) = refused(same(12)).errors
    assert (error.row, error.rows) == (2, tuple(range(2, 14)))
    assert error.where == "2, 3, 4, 5, 6 … (12 rows)"
    assert error.where.count(",") == ROWS_NAMED - 1
    assert str(error) == "Rows 2, 3, 4, 5, 6 … (12 rows), column “AGS”, “02”: unknown"


@pytest.mark.parametrize(("row", "where"), [(0, ""), (1, "1"), (17, "17")])
def test_single_error_is_where_its_row_is(row: int, where: str) -> None:
    assert (CellError(row, "AGS", "", "x").where, CellError(row, "AGS", "", "x").cells) == (
        where,
        1,
    )


def test_same_message_of_another_column_is_another_cause() -> None:
    def cells() -> Iterator[tuple[int, str, object, str]]:
        for row in range(1, ONE_CAUSE):
            yield row, "AGS", "", "missing"
            yield row, "Name", "", "missing"
        yield ONE_CAUSE, "Name", "", "missing"

    found = refused(cells())
    by_column = {
        column: [e for e in found.errors if e.column == column] for column in ("AGS", "Name")
    }
    assert [len(by_column["AGS"]), len(by_column["Name"])] == [ONE_CAUSE - 1, 1]
    assert by_column["Name"][0].cells == ONE_CAUSE


def test_errors_stand_by_row_and_of_one_row_as_they_were_met() -> None:
    found = refused(
        iter([(9, "b", "", "x"), (2, "b", "", "y"), (2, "a", "", "z"), (0, "", "", "w")])
    )
    assert [(error.row, error.message) for error in found.errors] == [
        (0, "w"),
        (2, "y"),
        (2, "z"),
        (9, "x"),
    ]
    assert (found.field, found.code, found.message) == (None, "file", "w")
    assert refused(iter([(2, "b", "", "y")])).field == "b"


@pytest.mark.parametrize("more", [0, 1, 7])
def test_more_than_a_thousand_are_counted_and_not_kept(more: int) -> None:
    found = refused((row, "AGS", row, f"wrong {row}") for row in range(1, MOST_ERRORS + more + 1))
    assert (len(found.errors), found.count) == (MOST_ERRORS, MOST_ERRORS + more)
    *_lines, last = found.lines
    said = f"… and {more} more errors." if more else str(found.errors[-1])
    assert last == said
    assert found.left_out(found.errors[:10]) == found.count - 10


def test_cause_that_was_met_early_takes_its_later_rows() -> None:
    """Rows beyond the first thousand errors still count for a cause that is told."""

    def cells() -> Iterator[tuple[int, str, object, str]]:
        yield from same(1, first=1)
        yield from ((row, "Name", "", f"wrong {row}") for row in range(2, MOST_ERRORS + 2))
        yield from same(20, first=5000)

    found = refused(cells())
    first = found.errors[0]
    assert (first.column, first.cells, first.rows[-1]) == ("AGS", 21, 5019)
    assert found.count == MOST_ERRORS + 21
    assert found.left_out(found.errors) == 1  # the thousand-and-first cause


def test_value_is_kept_as_a_person_reads_it() -> None:
    (error,) = refused(iter([(1, "Betrag", 12.5, "x")])).errors
    assert error.value == "12.5"


def test_file_that_cannot_be_read_on_says_why() -> None:
    whole, cell = refuse("no table"), refuse("no number", row=4, column="Betrag", value="x")
    assert (str(whole.message), whole.field, whole.count) == ("no table", None, 1)
    assert (cell.field, cell.count) == ("Betrag", 1)
    assert list(cell.lines) == ["Row 4, column “Betrag”, “x”: no number"]
