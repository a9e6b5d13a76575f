"""Fields of the administration: what people type, and what they see again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.fields import DayField, EuroField, LinesField


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("25.000,00", Decimal("25000.00")),
        ("25000", Decimal("25000.00")),
        ("1234,5", Decimal("1234.50")),
        ("1234.56", Decimal("1234.56")),
        ("100.000,00 €", Decimal("100000.00")),
        ("", None),
    ],
)
def test_euro_field_reads_german_and_plain_notation(text: str, amount: Decimal | None) -> None:
    assert EuroField(required=False).clean(text) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234", "ambiguous_amount"),
        ("1,234", "ambiguous_amount"),
        ("zwei", "invalid_amount"),
        ("9999999999999", "amount_too_large"),
    ],
)
def test_euro_field_refuses_what_is_unclear(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        EuroField().clean(text)
    assert [error.code for error in refused.value.error_list] == [code]


@pytest.mark.parametrize("amount", [Decimal("1234567.80"), Decimal("0.00"), Decimal("-12.34")])
def test_euro_field_reads_what_it_shows(amount: Decimal) -> None:
    field = EuroField()
    assert field.clean(field.prepare_value(amount)) == amount


def test_euro_field_sees_a_change_of_amount_not_of_notation() -> None:
    field = EuroField()
    assert not field.has_changed(Decimal("25000.00"), "25.000,00")
    assert field.has_changed(Decimal("25000.00"), "25.000,01")
    assert field.has_changed(Decimal("25000.00"), "1.234")


@pytest.mark.parametrize("text", ["31.12.2026", "2026-12-31", "31.12.26"])
def test_day_field_reads_german_and_iso(text: str) -> None:
    assert DayField().clean(text) == date(2026, 12, 31)


@pytest.mark.parametrize("text", ["31.02.2026", "2026-02-30", "12/31/2026"])
def test_day_field_names_a_day_that_does_not_exist(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(text)
    assert [text in message for message in refused.value.messages] == [True]


def test_lines_field_gives_one_text_per_line() -> None:
    field = LinesField(required=False)
    assert field.clean(" Antrag \n\nBeschluss\n") == ["Antrag", "Beschluss"]
    assert field.prepare_value(["Antrag", "Beschluss"]) == "Antrag\nBeschluss"
    assert not field.has_changed(["Antrag"], "Antrag\n")
