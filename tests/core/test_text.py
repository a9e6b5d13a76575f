"""Texts of one line: what is refused where people type, and made fit where strangers send."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from core.text import in_one_line, only_digits, refuse_lines
from tests.house.test_house import files_with

BREAKS = ["\n", "\r\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"]
CONTROLS = ["\x00", "\x1b", "\x7f", "\x9f", "\ud800"]


@pytest.mark.parametrize("mark", [*BREAKS, *CONTROLS])
def test_break_or_control_character_is_refused_wherever_it_stands(mark: str) -> None:
    for text in (f"{mark}Amt", f"Am{mark}t", f"Amt{mark}"):
        with pytest.raises(ValidationError) as refused:
            refuse_lines(text)
        assert refused.value.code == "one_line"


@pytest.mark.parametrize(
    "text", ["", "Amt für Straßen", "Amt\tReferat", "São Paulo", "\u00a0", "🏛", None, 5, ["\n"]]
)
def test_what_stands_in_a_line_is_taken(text: object) -> None:
    """A tab may, since spreadsheets paste it; what is no text is checked by others."""
    refuse_lines(text)


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ("", ""),
        ("Amt", "Amt"),
        ("Amt  Referat", "Amt  Referat"),  # spaces are the writer's own
        ("Amt\nReferat", "Amt Referat"),
        ("Amt \r\n \n Referat", "Amt Referat"),
        ("Amt\tReferat", "Amt Referat"),
        ("\nAmt\x00", "Amt"),
        ("Amt\u2028Referat\u2029", "Amt Referat"),
        ("Amt\x1fReferat", "Amt Referat"),
        ("Amt\x20Referat", "Amt Referat"),
        ("Amt\x7e", "Amt~"),
        ("Amt\x7f", "Amt"),
        ("Amt\x9fReferat", "Amt Referat"),
        ("Amt\u00a0Referat", "Amt\u00a0Referat"),  # the first that may stand again
        ("Amt\ufffd\ufffe\uffff", "Amt\ufffd"),
        ("\ud7ffAmt\ud800\udfff", "\ud7ffAmt"),
    ],
)
def test_what_strangers_send_is_made_one_line(sent: str, line: str) -> None:
    assert in_one_line(sent) == line


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        *(("0", True), ("0123456789", True), ("9" * 400, True), ("9" * 401, False), ("", False)),
        *(("²", False), ("٣", False), ("1²", False), ("-1", False), ("1 ", False), ("1.0", False)),
    ],
)
def test_number_is_what_the_house_can_reckon_with(text: str, is_number: bool) -> None:
    assert only_digits(text) is is_number


def test_nobody_asks_for_digits_that_are_none() -> None:
    """str.isdigit is true for "²", of which int() makes an error page."""
    assert files_with(r"\.is(digit|numeric|decimal)\b") == {"core/text.py"}
