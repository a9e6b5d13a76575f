"""Fields of the administration: what people type, and what they see again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import localize_input

from core.formats import format_day
from core.forms.fields import (
    CountField,
    DayField,
    EuroField,
    FirstChoiceField,
    LinesField,
    NumberField,
)
from core.money import LARGEST

READINGS = (
    "“1.000” can be read as 1000 or as 1,000. "
    "Write 1000 for the first; the second is no whole number."
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("25.000,00", Decimal("25000.00")),
        ("25000", Decimal("25000.00")),
        ("1234,5", Decimal("1234.50")),
        ("1234.56", Decimal("1234.56")),
        ("100.000,00 €", Decimal("100000.00")),
        ("9.999.999.999,99", LARGEST),
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
        ("10.000.000.000,00", "amount_too_large"),
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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,8", "0.8"),
        ("0.800", "0.800"),
        ("50,123456", "50.123456"),
        ("50.1234", "50.1234"),
        ("1234,0", "1234.0"),
        ("1,2340", "1.2340"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("12.345.678", "12345678"),
        ("1 234", "1234"),
        ("-3", "-3"),
    ],
)
def test_number_field_reads_german_and_plain_notation(text: str, number: str) -> None:
    assert NumberField(decimal_places=6, localize=True).clean(text) == Decimal(number)


@pytest.mark.parametrize(
    ("places", "remedy"),
    [
        (6, "Write 1234,0 for the first, 1,2340 for the second."),
        (2, "Write 1234,0 for the first; round the second to 2 decimal places."),
    ],
)
@pytest.mark.parametrize("text", ["1.234", "1,234"])
@pytest.mark.usefixtures("untranslated")
def test_number_field_refuses_two_readings_and_names_them(
    text: str, places: int, remedy: str
) -> None:
    field = NumberField(decimal_places=places, localize=True)
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    assert refused.value.messages == [f"“{text}” can be read as 1234 or as 1,234. {remedy}"]


@pytest.mark.parametrize("number", ["1234.560000", "50.123000", "0.000001", "-8.915189"])
def test_number_field_reads_what_it_shows(number: str) -> None:
    field = NumberField(decimal_places=6, localize=True)
    shown = localize_input(Decimal(number))
    assert field.clean(shown) == Decimal(number)
    assert not field.has_changed(Decimal(number), shown)


@pytest.mark.parametrize(
    ("text", "count"), [("1234", 1234), ("12.345.678", 12345678), ("10,0", 10), (" 7 ", 7)]
)
def test_count_field_reads_german_and_plain_notation(text: str, count: int) -> None:
    assert CountField().clean(text) == count


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.000", READINGS),
        ("10,5", "“10,5” is no whole number. Write it without decimals."),
        ("zwei", "“zwei” is not a number. Write it like 1234,5 or 1.234,5."),
        ("9" * 40 + ",5", "“" + "9" * 40 + ",5” is no whole number. Write it without decimals."),
    ],
)
@pytest.mark.usefixtures("untranslated")
def test_count_field_refuses_what_is_unclear(text: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CountField().clean(text)
    assert refused.value.messages == [message]


@pytest.mark.parametrize("text", ["31.12.2026", "2026-12-31", "31.12.26"])
def test_day_field_reads_german_and_iso(text: str) -> None:
    assert DayField().clean(text) == date(2026, 12, 31)


@pytest.mark.parametrize("text", ["31.02.2026", "2026-02-30", "12/31/2026"])
def test_day_field_names_a_day_that_does_not_exist(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(text)
    assert [text in message for message in refused.value.messages] == [True]


@pytest.mark.parametrize("text", ["01.01.2004", "23.11.2066"])
def test_day_field_takes_its_first_and_last_day(text: str) -> None:
    assert format_day(DayField().clean(text)) == text


@pytest.mark.parametrize("text", ["31.12.2003", "24.11.2066", "01.01.0001", "31.12.9999"])
def test_day_field_refuses_what_nobody_means(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(text)
    assert refused.value.messages == [
        f"{text} kann nicht gemeint sein. Bitte einen Tag vom 01.01.2004 bis 23.11.2066 eintragen."
    ]


def test_day_field_of_what_happened_ends_today() -> None:
    field = DayField(years_ahead=0)
    assert field.clean("23.11.2026") == date(2026, 11, 23)
    with pytest.raises(ValidationError) as refused:
        field.clean("24.11.2026")
    assert refused.value.code == "future"


def test_lines_field_gives_one_text_per_line() -> None:
    field = LinesField(required=False)
    assert field.clean(" Antrag \n\nBeschluss\n") == ["Antrag", "Beschluss"]
    assert field.prepare_value(["Antrag", "Beschluss"]) == "Antrag\nBeschluss"
    assert not field.has_changed(["Antrag"], "Antrag\n")


@pytest.mark.parametrize("text", ["a\x0bb", "a\x01b", "a\x7fb", "a\u2028b", "a\x85b"])
@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea])
def test_text_fields_refuse_what_nobody_can_see(text: str, widget: type[forms.Widget]) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        forms.CharField(widget=widget).clean(text)
    assert [error.code for error in refusal.value.error_list] == ["control_characters"]


def test_lists_of_texts_refuse_it_as_well() -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        LinesField().clean("Antrag\nBe\x01schluss")
    assert [error.code for error in refusal.value.error_list] == ["control_characters"]


def test_text_fields_take_lines_tabs_and_every_letter() -> None:
    for text in ("a\r\nb", "a\tb", "Straße – 5\u00a0€ „x“ 😀"):
        assert forms.CharField(strip=False, widget=forms.Textarea).clean(text) == text


def test_fields_of_models_refuse_it_as_well() -> None:
    field = models.CharField(max_length=20).formfield()
    assert field is not None
    with pytest.raises(forms.ValidationError):
        field.clean("a\x0bb")


def test_first_of_a_list_counts_where_nothing_is_chosen() -> None:
    field = FirstChoiceField(choices=[("a", "A"), ("b", "B")])
    assert [field.clean(value) for value in (None, "", "a", "b")] == ["a", "a", "a", "b"]
    with pytest.raises(ValidationError):
        field.clean("c")


def test_first_of_a_list_that_is_made_anew_each_time_counts_too() -> None:
    keys = ["x"]
    field = FirstChoiceField(choices=lambda: [(key, key) for key in keys])
    assert field.clean("") == "x"
    keys.insert(0, "y")
    assert field.clean("") == "y"
