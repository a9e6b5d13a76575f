"""Keys as files spell them: the lost zero, other states, former keys and wider areas."""

from __future__ import annotations

from datetime import date

import pytest

from municipalities.keys import Area, KeyBook, is_elsewhere, whole_key
from tests.factories.municipalities import (
    GIESSEN_DISTRICT,
    HANAU,
    HANAU_BEFORE,
    LAUTERBACH,
    OBERWESER,
    WESERTAL,
)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("6535011", LAUTERBACH),
        (" 6535011 ", LAUTERBACH),
        ("6531", GIESSEN_DISTRICT),
        ("65350011011", "065350011011"),
        (LAUTERBACH, LAUTERBACH),
        ("0535011", "0535011"),  # its zero is there: a digit is missing elsewhere
        ("653501", "653501"),
        ("653501A", "653501A"),
        ("６５３５０１１", "６５３５０１１"),  # digits that are none of ours
        ("", ""),
    ],
)
def test_only_a_key_one_digit_short_gets_its_zero_back(typed: str, whole: str) -> None:
    assert whole_key(typed) == whole


@pytest.mark.parametrize(
    ("key", "elsewhere"),
    [
        ("05911000", True),
        ("5911000", True),
        ("01", True),
        ("16", True),
        ("00", True),
        ("00000000", True),
        (LAUTERBACH, False),
        ("06", False),
        ("17", False),
        ("99000000", False),
        ("591", False),
        ("0591100A", False),
        ("", False),
    ],
)
def test_a_key_is_elsewhere_in_one_of_the_other_fifteen_states_or_in_all(
    key: str, elsewhere: bool
) -> None:
    assert is_elsewhere(key) is elsewhere


def whole(ags: str) -> Area:
    return Area(ags, ags)


@pytest.mark.django_db
def test_a_former_key_leads_to_the_successor_from_the_day_after_its_end() -> None:
    last, next_day = date(2025, 12, 31), date(2026, 1, 1)
    assert KeyBook(last).find(HANAU_BEFORE) == whole(HANAU_BEFORE)
    assert KeyBook(next_day).find(HANAU_BEFORE) == whole(HANAU)
    assert KeyBook(next_day).find(OBERWESER) == whole(WESERTAL)


@pytest.mark.django_db
def test_keys_of_each_length_are_found() -> None:
    book = KeyBook(date(2026, 11, 23))
    found = {
        key: book.find(key)
        for key in ("06", "064", "067", "06531", "6535011", "065350011011", "06412", "kein", "")
    }
    assert found == {
        "06": Area(None, "06"),
        "064": Area(None, "064"),
        "067": None,
        "06531": whole("06531"),
        "6535011": whole(LAUTERBACH),
        "065350011011": whole(LAUTERBACH),
        "06412": None,
        "kein": None,
        "": None,
    }


@pytest.mark.django_db
def test_regional_keys_with_zeros_are_the_wider_areas() -> None:
    book = KeyBook(date(2026, 11, 23))
    assert book.find("060000000000") == Area(None, "06")
    assert book.find("064000000000") == Area(None, "064")
    assert book.find("065310000000") == whole("06531")
    assert book.find("064120000000") == whole("06412000")  # an independent city is its district
