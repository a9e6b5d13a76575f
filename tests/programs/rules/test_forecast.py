"""The forecast of a year: shares of earlier years, between what is drawn and what is bound."""

from __future__ import annotations

from decimal import Decimal

import pytest

from programs.rules.forecast import YearEnd, YearForecast, forecast


def ended(*years: tuple[str, str]) -> list[YearEnd]:
    return [YearEnd(Decimal(bound), Decimal(paid)) for bound, paid in years]


def told(bound: str, drawn: str, *years: tuple[str, str]) -> YearForecast | None:
    return forecast(Decimal(bound), Decimal(drawn), ended(*years))


def amounts(low: str, expected: str, high: str) -> YearForecast:
    return YearForecast(Decimal(low), Decimal(expected), Decimal(high))


def test_expected_is_the_share_of_all_years_together() -> None:
    found = told("1000.00", "0.00", ("300", "60"), ("100", "80"))
    assert found == amounts("200.00", "350.00", "800.00")


def test_amounts_are_rounded_to_the_cent() -> None:
    assert told("100.00", "0.00", ("3", "2")) == amounts("66.67", "66.67", "66.67")


@pytest.mark.parametrize(("drawn", "low"), [("199.99", "200.00"), ("200.01", "200.01")])
def test_nothing_drawn_is_forgotten(drawn: str, low: str) -> None:
    found = told("1000.00", drawn, ("100", "20"), ("100", "90"))
    assert found is not None
    assert found.low_eur == Decimal(low)


def test_more_than_is_bound_is_never_told() -> None:
    assert told("50.00", "60.00", ("100", "100")) == amounts("50.00", "50.00", "50.00")


@pytest.mark.parametrize("years", [[], [("0", "0")]])
def test_without_an_earlier_year_it_is_unknown(years: list[tuple[str, str]]) -> None:
    assert told("50.00", "10.00", *years) is None
