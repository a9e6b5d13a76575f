"""Interest by half-years: rates that change inside the period, leap years, unknown rates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from programs.rules.interest import half_years, interest_eur, interest_rows

RATES = {
    date(2016, 7, 1): Decimal("-0.88"),
    date(2023, 1, 1): Decimal("1.62"),
    date(2023, 7, 1): Decimal("3.12"),
    date(2024, 1, 1): Decimal("3.62"),
    date(2024, 7, 1): Decimal("3.37"),
}
FIVE = Decimal(5)


def rows(amount: str, first: date, last: date, year_days: int | None = 365) -> list[str]:
    """The interest of each row in euros."""
    found = interest_rows(
        Decimal(amount),
        first_day=first,
        last_day=last,
        base_rates=RATES,
        points=FIVE,
        year_days=year_days,
    )
    return [str(row.interest_eur) for row in found]


def test_rate_changes_inside_the_period_with_each_half_year() -> None:
    # 95,867 x 4.12 % x 31/365, x 6.62 % x 181/365, x 8.12 % x 1/365
    assert rows("95867.00", date(2022, 12, 1), date(2023, 7, 1)) == [
        "335.46",
        "3147.12",
        "21.33",
    ]


def test_repayment_lowers_the_open_amount_from_the_next_day_on() -> None:
    found = interest_rows(
        Decimal("95867.00"),
        first_day=date(2022, 12, 1),
        last_day=date(2023, 7, 1),
        base_rates=RATES,
        points=FIVE,
        year_days=365,
        repayments=[(date(2022, 12, 31), Decimal("50000.00"))],
    )
    # 95,867 x 4.12 % x 31/365, 45,867 x 6.62 % x 181/365, 45,867 x 8.12 % x 1/365
    assert [str(row.interest_eur) for row in found] == ["335.46", "1505.72", "10.20"]
    assert interest_eur(found) == Decimal("1851.38")


def test_day_of_a_repayment_counts_in_full_on_the_first_day_of_a_row_too() -> None:
    first = date(2023, 5, 1)
    found = interest_rows(
        Decimal("36500.00"),
        first_day=first,
        last_day=first + timedelta(days=1),
        base_rates=RATES,
        points=FIVE,
        year_days=365,
        repayments=[(first, Decimal("36000.00")), (first, Decimal("400.00"))],
    )
    assert [(row.open_eur, row.days) for row in found] == [
        (Decimal("36500.00"), 1),
        (Decimal("100.00"), 1),
    ]


def test_whole_year_at_one_rate_is_the_rate() -> None:
    assert rows("100000.00", date(2021, 1, 1), date(2021, 12, 31)) == ["2043.07", "2076.93"]
    assert Decimal("2043.07") + Decimal("2076.93") == Decimal("4120.00")


def test_leap_year_has_366_days_only_by_the_real_calendar() -> None:
    first, last = date(2024, 2, 29), date(2024, 2, 29)
    assert rows("100000.00", first, last) == ["23.62"]
    assert rows("100000.00", first, last, None) == ["23.55"]


def test_one_day_counts_and_no_day_is_nothing() -> None:
    day = date(2023, 5, 1)
    assert rows("36500.00", day, day) == ["6.62"]
    assert rows("36500.00", day, day - timedelta(days=1)) == []


def test_base_rate_stays_between_two_known_ones() -> None:
    assert rows("1000.00", date(2019, 6, 30), date(2019, 7, 1)) == ["0.11", "0.11"]


@pytest.mark.parametrize("day", [date(2016, 6, 30), date(2025, 1, 1)])
def test_unknown_base_rate_is_an_error_that_names_the_half_year(day: date) -> None:
    with pytest.raises(RuleError, match=r"01\.01\.20") as refusal:
        rows("1000.00", day, day)
    assert refusal.value.code == "base_rate_missing"


@given(
    st.dates(date(2017, 1, 1), date(2024, 12, 31)),
    st.integers(0, 2000),
    st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100),
)
def test_rows_cover_every_day_once_and_add_up(first: date, days: int, amount: Decimal) -> None:
    last = min(first + timedelta(days=days), date(2024, 12, 31))
    found = interest_rows(
        amount, first_day=first, last_day=last, base_rates=RATES, points=FIVE, year_days=365
    )
    assert sum(row.days for row in found) == (last - first).days + 1
    assert [row.first_day for row in found[1:]] == [
        row.last_day + timedelta(days=1) for row in found[:-1]
    ]
    plain = sum(
        amount * (RATES[max(d for d in RATES if d <= day)] + FIVE) / 100 / 365
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    )
    assert abs(interest_eur(found) - plain) <= Decimal("0.005") * len(found) + Decimal("0.0001")


def test_rate_is_the_base_rate_and_the_points_above_it() -> None:
    (row,) = interest_rows(
        Decimal(1000),
        first_day=date(2022, 12, 31),
        last_day=date(2022, 12, 31),
        base_rates=RATES,
        points=FIVE,
        year_days=365,
    )
    assert (row.base_percent, row.points, row.percent) == (Decimal("-0.88"), FIVE, Decimal("4.12"))


@pytest.mark.parametrize(("back", "days"), [("999.99", 2), ("1000.00", 1), ("1000.01", 1)])
def test_nothing_runs_on_what_has_come_back(back: str, days: int) -> None:
    first = date(2023, 5, 1)
    found = interest_rows(
        Decimal("1000.00"),
        first_day=first,
        last_day=first + timedelta(days=1),
        base_rates=RATES,
        points=FIVE,
        year_days=365,
        repayments=[(first, Decimal(back))],
    )
    assert sum(row.days for row in found) == days


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2023, 6, 30), date(2023, 6, 30), [(1, 2023, "6.62")]),
        (date(2023, 6, 30), date(2023, 7, 1), [(1, 2023, "6.62"), (2, 2023, "8.12")]),
        (date(2023, 7, 1), date(2024, 1, 1), [(2, 2023, "8.12"), (1, 2024, "8.62")]),
        (date(2016, 6, 30), date(2016, 7, 1), [(1, 2016, None), (2, 2016, "4.12")]),
        (date(2024, 12, 31), date(2025, 1, 1), [(2, 2024, "8.37"), (1, 2025, None)]),
        (date(2023, 7, 2), date(2023, 6, 30), []),
    ],
)
def test_each_half_year_has_its_rate_and_none_while_unknown(
    first: date, last: date, told: list[tuple[int, int, str | None]]
) -> None:
    found = half_years(first, last, base_rates=RATES, points=FIVE)
    rates = [half.percent and str(half.percent) for half in found]
    halves = [(half.number, half.first_day.year) for half in found]
    assert [(*half, rate) for half, rate in zip(halves, rates, strict=True)] == told


def test_rates_of_half_years_are_those_the_interest_is_counted_with() -> None:
    first, last = date(2022, 12, 1), date(2024, 9, 30)
    counted = interest_rows(
        Decimal(1000), first_day=first, last_day=last, base_rates=RATES, points=FIVE, year_days=360
    )
    found = half_years(first, last, base_rates=RATES, points=FIVE)
    assert [half.percent for half in found] == [row.percent for row in counted]
