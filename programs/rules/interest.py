"""Interest on a reclaim, half-year by half-year, as the officer prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day
from core.money import round_eur, sum_eur

SECOND_HALF = (7, 1)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class InterestRow:
    """The interest on what was open for some days inside a half-year; both days count."""

    first_day: date
    last_day: date
    open_eur: Decimal
    days: int
    year_days: int
    base_percent: Decimal
    points: Decimal
    interest_eur: Decimal

    @property
    def percent(self) -> Decimal:
        """The yearly rate in percent."""
        return self.base_percent + self.points


def interest_rows(
    amount_eur: Decimal,
    *,
    first_day: date,
    last_day: date,
    base_rates: Mapping[date, Decimal],
    points: Decimal,
    year_days: int | None,
    repayments: Sequence[tuple[date, Decimal]] = (),
) -> list[InterestRow]:
    """The derivation of the interest on `amount_eur`, in euros, both days included.

    `base_rates` are percents by the day they hold from, `points` percentage points above them.
    `year_days` is the length of a year for interest, None the real one of 365 or 366 days. What
    came back by `repayments` (day and euros) counts as open up to and with its day. Each row is
    rounded half up to the cent, so that the rows add up to the total. Nothing is due where the
    last day lies before the first. Raises RuleError if the base rate of a half-year is unknown.
    Source: § 49a (3) HVwVfG, § 247 BGB (docs/rules/reclaim.md).
    """
    rows = []
    day = first_day
    while day <= last_day:
        open_eur = amount_eur - sum_eur(eur for on, eur in repayments if on < day)
        if open_eur <= 0:
            break
        paid_days = [on for on, _eur in repayments if on >= day]
        end = min([last_day, _end_of_half_year(day), *paid_days])
        base = _base_rate(day, base_rates)
        days = (end - day).days + 1
        length = year_days or _days_of_year(day.year)
        exact = open_eur * (base + points) / HUNDRED * days / length
        rows.append(InterestRow(day, end, open_eur, days, length, base, points, round_eur(exact)))
        day = end + timedelta(days=1)
    return rows


@dataclass(frozen=True)
class HalfYear:
    """A half-year of interest: its first day, and the yearly percent, None while unknown."""

    first_day: date
    percent: Decimal | None

    @property
    def number(self) -> int:
        return 1 if self.first_day.month < SECOND_HALF[0] else 2


def half_years(
    first_day: date, last_day: date, *, base_rates: Mapping[date, Decimal], points: Decimal
) -> list[HalfYear]:
    """The yearly rate of each half-year that a day of the span lies in, in percent.

    The same rates as `interest_rows` uses; a half-year without a recorded base rate has None.
    Source: § 49a (3) HVwVfG, § 247 BGB (docs/rules/reclaim.md).
    """
    found = []
    day = _begin_of_half_year(first_day)
    while day <= last_day:
        base = _known_base_rate(day, base_rates)
        found.append(HalfYear(day, None if base is None else base + points))
        day = _end_of_half_year(day) + timedelta(days=1)
    return found


def interest_eur(rows: list[InterestRow]) -> Decimal:
    """The sum of a derivation, in euros."""
    return sum_eur(row.interest_eur for row in rows)


def _end_of_half_year(day: date) -> date:
    second = date(day.year, *SECOND_HALF)
    return (second if day < second else date(day.year + 1, 1, 1)) - timedelta(days=1)


def _begin_of_half_year(day: date) -> date:
    second = date(day.year, *SECOND_HALF)
    return second if day >= second else date(day.year, 1, 1)


def _base_rate(day: date, base_rates: Mapping[date, Decimal]) -> Decimal:
    found = _known_base_rate(day, base_rates)
    if found is None:
        message = _(
            "The base rate from %(day)s is not recorded. Somebody with the role “Budget officer” "
            "enters it under “Base rates”."
        )
        raise RuleError(
            message % {"day": format_day(_begin_of_half_year(day))}, code="base_rate_missing"
        )
    return found


def _known_base_rate(day: date, base_rates: Mapping[date, Decimal]) -> Decimal | None:
    """The base rate on `day`; unchanged between two known ones, unknown after the newest."""
    known = [since for since in base_rates if since <= day]
    if not known or _begin_of_half_year(day) > max(base_rates):
        return None
    return base_rates[max(known)]


def _days_of_year(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
