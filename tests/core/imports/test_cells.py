"""Days, yes and no, and what no cell may hold."""

from __future__ import annotations

import pytest

from core.imports.cells import (
    check_cell,
    has_control_characters,
    is_invisible,
    read_day,
    read_yes_no,
)

DAYS = [
    ("2024-12-31", "2024-12-31"),
    ("31.12.2024", "2024-12-31"),
    ("5.3.2026", "2026-03-05"),
    ("05. 03. 2026", "2026-03-05"),
    ("15.03.26", "2026-03-15"),
    ("1.1.66", "2066-01-01"),
    ("2026-11-01T03:00:00", "2026-11-01"),
    ("01.11.2026 03:00", "2026-11-01"),
    ("2026-10-31T23:30:00Z", "2026-11-01"),
    ("2026-11-01 00:10:00.123+01:00", "2026-11-01"),
    ("29.2.2024", "2024-02-29"),
]


@pytest.mark.parametrize(("cell", "day"), DAYS)
def test_days_are_read_as_people_write_them(cell: str, day: str) -> None:
    assert read_day(cell).isoformat() == day


@pytest.mark.parametrize(
    "cell",
    ["", "1.1.70", "31.02.2026", "29.2.2023", "3/5/2026", "2026", "1.1.026", "46000"],
)
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"31\.12\.2024"):
        read_day(cell)


def test_years_of_two_digits_are_of_this_century_and_held_to_what_can_be_meant() -> None:
    with pytest.raises(ValueError, match=r"01\.01\.2069 .* bis"):
        read_day("1.1.69")


@pytest.mark.parametrize(
    ("cell", "said"), [("ja", True), ("X", True), (" Nein ", False), ("", None), ("wahr", True)]
)
def test_yes_and_no(cell: str, said: bool | None) -> None:
    assert read_yes_no(cell) is said


@pytest.mark.parametrize(
    "cell", ["=1+1", "4,711E+11", "4.71100000000000E+16", "a\x0bb", "a\nb", "\u202eb"]
)
def test_cells_that_say_something_else_than_they_show(cell: str) -> None:
    assert check_cell(cell)


@pytest.mark.parametrize(
    "cell",
    ["#BEZUG!", "#REF!", "#NAME?", "#WERT!", "#DIV/0!", "#NV", "#N/A", "########", "Err:502"],
)
def test_errors_of_a_workbook_are_no_text(cell: str) -> None:
    assert (
        check_cell(cell) == "Diese Zelle zeigt einen Fehler der Tabelle. Tragen Sie ihren Wert ein."
    )


@pytest.mark.parametrize("cell", ["#1", "##", "# Titel", "#NAME", "Fehler #REF!"])
def test_signs_of_people_are_no_errors(cell: str) -> None:
    assert check_cell(cell) == ""


@pytest.mark.parametrize("cell", ["", "=", "1E5", "E+11", "C++", "a\tb", "Straße – 5 €", "\u00a0"])
def test_cells_that_are_fine(cell: str) -> None:
    assert check_cell(cell) == ""


def test_several_lines_only_where_they_may_stand() -> None:
    assert has_control_characters("a\nb")
    assert not has_control_characters("a\r\nb", lines=True)
    assert has_control_characters("a\x0bb", lines=True)
    assert has_control_characters("a\u2028b")


@pytest.mark.parametrize(
    ("text", "invisible"),
    [
        ("\u200b", True),
        ("\u200b\u2060 \u00ad", True),
        ("a\u202eb", True),
        ("\u3164", True),
        ("\u2800 \uffa0", True),
        ("\u115f\u1160", True),
        ("\u0301\ufe0f", True),
        ("a\u0301", False),
        ("Standesamt\u200b", False),
        ("Standes\u00adamt", False),
        ("A", False),
        ("Zeile\nZeile", False),
    ],
)
def test_text_of_nothing_to_be_seen_is_told(text: str, invisible: bool) -> None:
    assert is_invisible(text) is invisible
