"""Due dates, the recalculated grant and the draw, as values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import RuleError
from programs.choices import FinancingType
from programs.rules.proof import (
    Terms,
    interim_due_on,
    interim_years,
    is_drawn,
    proof_due_on,
    recalculated_eur,
    reminder_days_reached,
    surplus_eur,
)


@pytest.mark.parametrize(
    ("fulfilled", "months", "due"),
    [
        (date(2026, 8, 31), 6, date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (date(2023, 8, 31), 6, date(2024, 2, 29)),  # a leap year
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2025, 12, 25), 12, date(2026, 12, 28)),  # Christmas, its second day, a Sunday
        (date(2025, 10, 3), 12, date(2026, 10, 5)),  # German Unity Day is a Saturday
        (date(2026, 6, 4), 12, date(2027, 6, 4)),  # Corpus Christi in Hessen is a week earlier
        (date(2026, 5, 27), 12, date(2027, 5, 28)),  # Corpus Christi 2027
    ],
)
def test_proof_is_due_on_a_hessian_working_day(fulfilled: date, months: int, due: date) -> None:
    assert proof_due_on(fulfilled, None, months=months) == due


def test_proof_counts_from_the_earlier_of_both_days() -> None:
    early, late = date(2026, 3, 31), date(2026, 6, 30)
    assert proof_due_on(late, early, months=12) == date(2027, 3, 31)
    assert proof_due_on(early, late, months=12) == date(2027, 3, 31)


def test_proof_without_any_day_is_refused() -> None:
    with pytest.raises(RuleError) as refusal:
        proof_due_on(None, None, months=12)
    assert refusal.value.field == "due_on"


def test_interim_report_is_due_months_after_the_year() -> None:
    assert interim_due_on(2024, months=4) == date(2025, 4, 30)
    assert interim_due_on(2026, months=4) == date(2027, 4, 30)
    assert interim_due_on(2027, months=4) == date(2028, 5, 2)  # Sunday, then 1 May


@pytest.mark.parametrize(
    ("end", "years"),
    [
        (None, [2023, 2024, 2025]),
        (date(2027, 6, 30), [2023, 2024, 2025]),
        (date(2025, 6, 30), [2023, 2024]),
        (date(2023, 12, 31), []),
    ],
)
def test_interim_reports_tell_elapsed_years_but_the_last(
    end: date | None, years: list[int]
) -> None:
    assert list(interim_years(date(2023, 5, 1), end, today=date(2026, 11, 23))) == years


@pytest.mark.parametrize(
    ("kind", "actual", "other", "amount"),
    [
        (FinancingType.SHARE, "100000.00", "0", "80000.00"),
        (FinancingType.SHARE, "90000.01", "0", "72000.01"),
        (FinancingType.SHARE, "120000.00", "0", "80000.00"),
        (FinancingType.DEFICIT, "100000.00", "30000.00", "70000.00"),
        (FinancingType.DEFICIT, "20000.00", "30000.00", "0.00"),
        (FinancingType.DEFICIT, "100000.00", "0", "80000.00"),
        (FinancingType.FULL, "70000.00", "0", "70000.00"),
        (FinancingType.FIXED, "150000.00", "90000.00", "80000.00"),
        (FinancingType.FIXED, "60000.00", "0", "60000.00"),
        ("", "60000.00", "0", "60000.00"),
    ],
)
def test_grant_is_recalculated_by_its_financing(
    kind: str, actual: str, other: str, amount: str
) -> None:
    terms = Terms(kind, Decimal("0.8"), Decimal("80000.00"))
    found = recalculated_eur(terms, Decimal(actual), other_eur=Decimal(other))
    assert found == Decimal(amount)


@pytest.mark.parametrize(
    ("actual", "amount"), [("99500.00", "100000.00"), ("99499.99", "99499.99")]
)
def test_small_difference_is_let_be(actual: str, amount: str) -> None:
    terms = Terms(FinancingType.FULL, None, Decimal("100000.00"))
    found = recalculated_eur(terms, Decimal(actual), small_difference_eur=Decimal("500.00"))
    assert found == Decimal(amount)


@pytest.mark.parametrize(
    ("actual", "other", "planned", "amount"),
    [
        # planned 10,000: what is more is new, and 90 % of it goes back
        ("100000.00", "10000.00", "10000.00", "90000.00"),
        ("100000.00", "10000.01", "10000.00", "89999.99"),
        ("100000.00", "50000.00", "10000.00", "54000.00"),
        ("100000.00", "50000.00", None, "54000.00"),
        ("100000.00", "150000.00", "10000.00", "0.00"),
        # costs fell: the share of them, the planned funds are not new
        ("80000.00", "10000.00", "10000.00", "72000.00"),
        ("80000.00", "10000.00", None, "70200.00"),
        # costs rose: who pays the rest has no new funds
        ("120000.00", "30000.00", "10000.00", "90000.00"),
        ("120000.00", "30000.01", "10000.00", "89999.99"),
        ("0.00", "10.00", None, "0.00"),
    ],
)
def test_new_funds_lower_a_share_in_proportion(
    actual: str, other: str, planned: str | None, amount: str
) -> None:
    terms = Terms(
        FinancingType.SHARE,
        Decimal("0.9"),
        Decimal("90000.00"),
        None if planned is None else Decimal(planned),
    )
    assert recalculated_eur(terms, Decimal(actual), other_eur=Decimal(other)) == Decimal(amount)


def test_new_funds_lower_a_capped_share_by_its_real_rate() -> None:
    terms = Terms(FinancingType.SHARE, Decimal("0.9"), Decimal(90000), Decimal(110000))
    for other, amount in (("110000", "90000.00"), ("130000", "81000.00")):
        found = recalculated_eur(terms, Decimal(200000), other_eur=Decimal(other))
        assert found == Decimal(amount)


@pytest.mark.parametrize(
    ("other", "surplus"),
    [("10000.00", "0"), ("10500.00", "0"), ("10500.01", "500.01"), ("50000.00", "40000.00")],
)
def test_surplus_is_what_comes_above_the_small_difference(other: str, surplus: str) -> None:
    found = surplus_eur(
        Decimal(90000),
        Decimal(100000),
        other_eur=Decimal(other),
        small_difference_eur=Decimal("500.00"),
    )
    assert found == Decimal(surplus)
    plain = surplus_eur(Decimal(90000), Decimal(100000), other_eur=Decimal("10000.01"))
    assert plain == Decimal("0.01")


def test_share_without_a_rate_is_refused() -> None:
    with pytest.raises(RuleError) as refusal:
        recalculated_eur(Terms(FinancingType.SHARE, None, Decimal(1)), Decimal(1))
    assert refusal.value.field == "funding_rate"


def test_draw_repeats_and_follows_its_rate() -> None:
    keys = [f"ikz:IV 3 - {number}" for number in range(1000)]
    drawn = [key for key in keys if is_drawn(key, rate=Decimal("0.1"))]
    assert drawn == [key for key in keys if is_drawn(key, rate=Decimal("0.1"))]
    assert 70 <= len(drawn) <= 130
    assert set(drawn) <= {key for key in keys if is_drawn(key, rate=Decimal("0.2"))}
    assert all(is_drawn(key, rate=Decimal(1)) for key in keys)
    assert not any(is_drawn(key, rate=rate) for key in keys for rate in (None, Decimal(0)))


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 9, 29), 0),
        (date(2026, 9, 30), 1),
        (date(2026, 10, 29), 1),
        (date(2026, 10, 30), 2),
        (date(2026, 11, 29), 3),
    ],
)
def test_stage_of_reminding_follows_the_days_of_the_directive(today: date, stage: int) -> None:
    assert reminder_days_reached(date(2026, 9, 30), [0, 30, 60], today=today) == stage
