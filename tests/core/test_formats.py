"""German figures on screen: separators, signs, rounding and the words for nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from core.formats import (
    format_count,
    format_day,
    format_eur,
    format_eur_short,
    format_moment,
    format_of,
    format_of_with_share,
    format_share,
    format_shares_apart,
    format_year,
)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1234567.89", "1.234.567,89\u00a0€"),
        ("0", "0,00\u00a0€"),
        ("-0.004", "0,00\u00a0€"),
        ("-1234.5", "\u22121.234,50\u00a0€"),
        ("0.005", "0,01\u00a0€"),
        ("999.995", "1.000,00\u00a0€"),
    ],
)
def test_eur_is_grouped_and_rounded_half_up(amount: str, text: str) -> None:
    assert format_eur(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("one", "other", "texts"),
    [
        ("0.1499", "0.15", ["14,99", "15,00"]),
        ("0.14999999", "0.15", ["14,999999", "15,000000"]),
        ("0.149", "0.15", ["14,9", "15,0"]),
        ("0.15", "0.15", ["15,0", "15,0"]),
        ("0.99996", "1", ["99,9", "100,0"]),
        ("0.0001", "0.0004", ["0,01", "0,04"]),
    ],
)
def test_compared_shares_show_that_they_differ(one: str, other: str, texts: list[str]) -> None:
    found = format_shares_apart(Decimal(one), Decimal(other))
    assert [*found] == [f"{text}\u00a0%" for text in texts]


@given(st.decimals(0, 2, places=12), st.decimals(0, 2, places=12))
def test_compared_shares_are_the_same_text_only_if_they_are_equal(
    one: Decimal, other: Decimal
) -> None:
    first, second = format_shares_apart(one, other)
    assert (first == second) == (one == other)


def test_eur_of_an_unknown_amount_is_a_word() -> None:
    assert format_eur(None) == _("unknown")
    assert format_eur_short(None) == _("unknown")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("3900000", "3,9"),
        ("23549999.99", "23,5"),
        ("1234567890", "1.234,6"),
        ("-1500000", "\u22121,5"),
    ],
)
def test_eur_short_speaks_in_millions(amount: str, text: str) -> None:
    assert format_eur_short(Decimal(amount)) == f"{text}\u00a0{_('million')}\u00a0€"


def test_eur_short_leaves_small_amounts_whole() -> None:
    assert format_eur_short(Decimal("999999.99")) == "999.999,99\u00a0€"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0.443", "44,3"),
        ("0.4425", "44,3"),
        ("1", "100,0"),
        ("0", "0,0"),
        ("0.9999", "99,9"),
        ("0.99999999", "99,9"),
        ("0.9995", "99,9"),
        ("0.0001", "0,1"),
        ("0.00000001", "0,1"),
        ("1.0001", "100,1"),
        ("12.5", "1.250,0"),
        ("-0.0001", "\u22120,1"),
    ],
)
def test_share_stops_short_of_all_and_of_nothing(share: str, text: str) -> None:
    assert format_share(Decimal(share)) == f"{text}\u00a0%"
    assert format_share(float(share)) == f"{text}\u00a0%"


def test_share_of_139_from_314_is_the_published_one() -> None:
    assert format_share(Decimal(139) / 314) == "44,3\u00a0%"


@given(st.decimals(min_value=0, max_value=1, allow_nan=False, places=12))
def test_share_is_100_or_0_percent_only_where_it_is_exact(share: Decimal) -> None:
    text = format_share(share)
    assert (text == "100,0\u00a0%") == (share == 1)
    assert (text == "0,0\u00a0%") == (share == 0)


def test_share_of_nothing_reported_is_what_the_caller_says() -> None:
    assert format_share(None) == "–"
    assert format_share(None, unknown="keine Meldung") == "keine Meldung"


def test_count_is_grouped() -> None:
    assert [format_count(number) for number in (0, 999, 12345, -4, None)] == [
        "0",
        "999",
        "12.345",
        "\u22124",
        "–",
    ]


def test_year_is_never_grouped() -> None:
    assert [format_year(value) for value in (2024, date(2024, 5, 1), None)] == ["2024", "2024", "–"]


def test_day_is_written_in_full() -> None:
    assert [format_day(value) for value in (date(2024, 12, 31), date(2024, 1, 2), None)] == [
        "31.12.2024",
        "02.01.2024",
        "–",
    ]


def test_moment_is_local_time_in_summer_and_winter() -> None:
    assert format_moment(datetime(2026, 11, 22, 10, 3, tzinfo=UTC)) == "22.11.2026, 11:03"
    assert format_moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02.07.2026, 00:30"
    assert format_day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02.07.2026"
    assert format_moment(None) == "–"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("amount|eur", "1.234,50\u00a0€"),
        ("amount|eur_short", "1.234,50\u00a0€"),
        ("half|share", "50,0\u00a0%"),
        ("nothing|share", "–"),
        ("nothing|share:'keine'", "keine"),
        ("number|count", "12.345"),
        ("number|year", "12345"),
        ("today|day", "31.12.2024"),
        ("now|moment", "22.11.2026, 11:03"),
    ],
)
def test_filters_print_the_same(expression: str, text: str) -> None:
    template = engines["django"].from_string("{% load formats %}{{ " + expression + " }}")
    context = {
        "amount": Decimal("1234.5"),
        "half": Decimal("0.5"),
        "nothing": None,
        "number": 12345,
        "today": date(2024, 12, 31),
        "now": datetime(2026, 11, 22, 10, 3, tzinfo=UTC),
    }
    assert template.render(context) == text


def test_reported_share_names_a_missing_report() -> None:
    template = engines["django"].from_string("{% load formats %}{{ nothing|reported_share }}")
    assert template.render({"nothing": None}) == _("not reported")


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1390, 3140, "1.390 von 3.140 (44,3\u00a0%)"),
        (3140, 3140, "3.140 von 3.140 (100,0\u00a0%)"),
        (9999, 10_000, "9.999 von 10.000 (99,9\u00a0%)"),  # not all
        (0, 4, "0 von 4 (0,0\u00a0%)"),
        (0, 0, "0 von 0 (–)"),
    ],
)
def test_part_is_told_with_its_whole_and_its_share(part: int, whole: int, text: str) -> None:
    assert format_of_with_share(part, whole) == text
    assert format_of(part, whole) == text.partition(" (")[0]
