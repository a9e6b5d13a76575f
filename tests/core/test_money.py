from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from core.formats import format_eur
from core.money import check_eur, parse_eur, parse_number, round_eur, split_eur, sum_eur


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.025", "0.03"), ("0.024", "0.02"), ("-0.025", "-0.03"), ("2.675", "2.68")],
)
def test_round_eur_rounds_half_up(exact: str, rounded: str) -> None:
    assert round_eur(Decimal(exact)) == Decimal(rounded)


def test_sum_eur_of_nothing_is_zero() -> None:
    assert sum_eur([]) == Decimal("0.00")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1234,5", "1234.50"),
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("100000", "100000"),
        ("100.000,00 €", "100000"),
        ("1 234,00", "1234"),
        ("-12,30", "-12.30"),
        ("\u22121.234,56\u00a0€", "-1234.56"),
        ("\u20133,50", "-3.50"),
        ("1.234,56-", "-1234.56"),
        ("1.234,56- €", "-1234.56"),
        ("1.234,56\u2212", "-1234.56"),
        ("(1.234,56)", "-1234.56"),
        ("( 1,234.56 € )", "-1234.56"),
        ("(3,9 Mio. €)", "-3900000"),
        ("\u20113,50", "-3.50"),
        ("\u2010 3,50", "-3.50"),
        ("\u20143,50", "-3.50"),
        ("\uff0d3,50", "-3.50"),
        ("3,50\u200b", "3.50"),
        ("\u200e1.234\u00ad,50", "1234.50"),
        ("25.000,-", "25000"),
        ("25.000,-- €", "25000"),
        ("EUR 5", "5"),
        ("5 Euro", "5"),
        ("3,9 Mio. €", "3900000"),
        ("0,000001 Mio.", "1"),
        ("12,5 TEUR", "12500"),
        ("12,5 T€", "12500"),
        ("2 Tsd. EUR", "2000"),
        ("1,5 Mrd. €", "1500000000"),
        ("1.234,5 TEUR", "1234500"),
    ],
)
def test_parse_eur_reads_german_and_english(text: str, amount: str) -> None:
    assert parse_eur(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["1.234", "1,234", "25.000", "-1.234"])
def test_parse_eur_refuses_two_readings_and_names_them(text: str) -> None:
    with pytest.raises(RuleError) as refusal:
        parse_eur(text, field="share_eur")
    assert refusal.value.code == "ambiguous_amount"
    assert refusal.value.field == "share_eur"
    assert text.replace(".", "").replace(",", "") in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    ["", "zwölf", "1.23.456,00", "12,345,6", "1e5", "0,001", "--1", "(-1,00)", "(1,00", "()"],
)
def test_parse_eur_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(RuleError) as refusal:
        parse_eur(text)
    assert refusal.value.code == "invalid_amount"
    assert "−1.234,56" in refusal.value.message  # how one below zero is written


@pytest.mark.parametrize("text", ["1.234,56 S", "1,00 € h", "H 1234,56", "5 Soll", "Haben -5"])
def test_debit_and_credit_are_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(RuleError) as refusal:
        parse_eur(text)
    assert refusal.value.code == "ambiguous_amount"
    assert f"„{text}“" in refusal.value.message
    assert "−1.234,56" in refusal.value.message


def test_nothing_below_zero_is_zero() -> None:
    assert str(parse_eur("−0,00")) == "0.00"


def test_parse_eur_refuses_more_than_a_budget_can_hold() -> None:
    with pytest.raises(RuleError) as refusal:
        parse_eur("1000000000000,00")
    assert refusal.value.code == "amount_too_large"


@pytest.mark.parametrize(("ones", "told"), [(38, 38), (39, 38)])
def test_refusal_tells_the_first_forty_characters_of_an_endless_number(
    ones: int, told: int
) -> None:
    with pytest.raises(RuleError, match=f"„0,{'1' * told}“"):
        check_eur(Decimal("0." + "1" * ones))


def test_split_eur_gives_rest_cents_to_the_lead() -> None:
    parts = split_eur(Decimal("100.00"), [1, 1, 1])
    assert parts == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_split_eur_refuses_weights_that_divide_nothing(weights: list[int]) -> None:
    with pytest.raises(RuleError):
        split_eur(Decimal("1.00"), weights)


@given(
    cents=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any),
)
def test_split_eur_is_exact_and_fair(cents: int, weights: list[int]) -> None:
    amount = Decimal(cents) / 100
    parts = split_eur(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < Decimal("0.01")


@pytest.mark.parametrize("amount", ["-1234.56", "0.00", "999999999.99", "-0.01"])
def test_what_is_printed_can_be_read(amount: str) -> None:
    assert parse_eur(format_eur(Decimal(amount))) == Decimal(amount)


@pytest.mark.parametrize("text", ["1.234 TEUR", "1,234 Mio. €"])
def test_unit_with_two_readings_is_refused_with_both(text: str) -> None:
    with pytest.raises(RuleError) as refusal:
        parse_eur(text)
    assert refusal.value.code == "ambiguous_amount"
    assert text in str(refusal.value)


@pytest.mark.parametrize("text", ["-5-", "5--", "TEUR", "0,000000001 Mio.", "5 Mio. Mio.", "--5"])
def test_what_is_no_amount_stays_none(text: str) -> None:
    with pytest.raises(RuleError):
        parse_eur(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.234,5", "1234.5"), ("0,333333", "0.333333"), ("12", "12"), ("1234.5-", "-1234.5")],
)
def test_parse_number_reads_as_exactly_as_it_is_written(text: str, number: str) -> None:
    assert str(parse_number(text, places=6)) == number


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize(
    ("places", "remedy"),
    [
        (0, "Write 1234 for the first; the second is no whole number."),
        (1, "Write 1234,0 for the first; round the second to 1 decimal places."),
        (3, "Write 1234,0 for the first; round the second to 3 decimal places."),
        (4, "Write 1234,0 for the first, 1,2340 for the second."),
    ],
)
def test_parse_number_says_how_either_reading_is_written(places: int, remedy: str) -> None:
    for text in ("1.234", "1,234"):
        with pytest.raises(RuleError) as refusal:
            parse_number(text, places=places)
        assert refusal.value.code == "ambiguous_number"
        assert f"“{text}” can be read as 1234 or as 1,234." in refusal.value.message
        assert remedy in refusal.value.message


@pytest.mark.parametrize("text", ["", "drei", "1.23.4", "1 EUR"])
def test_parse_number_refuses_what_is_none(text: str) -> None:
    with pytest.raises(RuleError) as refusal:
        parse_number(text, places=2)
    assert refusal.value.code == "invalid_number"
