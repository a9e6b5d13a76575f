"""Rates as people type them, both sides of each boundary."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.errors import RuleError
from core.formats import format_number, format_rate
from core.forms.fields import PercentField
from core.percent import parse_percent


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("80", "0.80"),
        ("80 %", "0.80"),
        ("80\u00a0%", "0.80"),
        ("80%", "0.80"),
        ("80 Prozent", "0.80"),
        ("80 v. H.", "0.80"),
        ("80,5 %", "0.805"),
        ("80.55", "0.8055"),
        ("0", "0"),
        ("0,8 %", "0.008"),
        ("1 %", "0.01"),
        ("1,01", "0.0101"),
        ("100", "1"),
        ("100,00 %", "1"),
    ],
)
def test_percent_is_read_as_a_share(text: str, rate: str) -> None:
    assert parse_percent(text) == Decimal(rate)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0,8", "ambiguous_rate"),
        ("0.01", "ambiguous_rate"),
        ("1", "ambiguous_rate"),
        ("1,00", "ambiguous_rate"),
        ("100,01", "rate_out_of_range"),
        ("8000", "rate_out_of_range"),
        ("-1 %", "rate_out_of_range"),
        ("80,5555", "rate_too_exact"),
        ("80,555", "ambiguous_number"),
        ("achtzig", "invalid_number"),
        ("%", "invalid_number"),
    ],
)
def test_unclear_percent_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_percent(text)
    assert refused.value.code == code


def test_both_readings_are_named() -> None:
    with pytest.raises(RuleError) as refused:
        parse_percent("0,8")
    assert [text in str(refused.value) for text in ("“0,8”", "„0,8“")].count(True) == 1
    assert "0,8\u00a0%" in str(refused.value)
    assert "80\u00a0%" in str(refused.value)


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ("0.8000", "80\u00a0%"),
        ("0.9", "90\u00a0%"),
        ("0.8055", "80,55\u00a0%"),
        ("1", "100\u00a0%"),
    ],
)
def test_field_reads_what_it_shows(rate: str, text: str) -> None:
    field = PercentField()
    assert format_rate(Decimal(rate)) == text
    assert field.clean(field.prepare_value(Decimal(rate))) == Decimal(rate)
    assert not field.has_changed(Decimal(rate), text)


def test_field_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    field = PercentField(required=False)
    assert field.prepare_value("0,8") == "0,8"
    assert field.clean("") is None
    with pytest.raises(ValidationError):
        field.clean("0,8")


@pytest.mark.parametrize(
    ("number", "text"),
    [("1234.50", "1.234,5"), ("90000.00", "90.000"), ("0", "0"), ("-2.25", "\u22122,25")],
)
def test_numbers_have_the_decimals_they_need(number: str, text: str) -> None:
    assert format_number(Decimal(number)) == text


def test_nothing_is_a_dash() -> None:
    assert (format_rate(None), format_number(None)) == ("–", "–")
