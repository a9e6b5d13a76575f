"""Deadlines: month arithmetic of the BGB, Hessian working days, weeks."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays
from dateutil.relativedelta import relativedelta

SATURDAY = 5
HOLIDAY_YEARS = range(2004, 2101)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month where that day does not exist.

    31 August plus 6 months is 28 or 29 February.
    Source: §§ 187, 188 (2), (3) BGB (docs/rules/dates.md).
    """
    return day + relativedelta(months=months)


def last_day(start: date, months: int) -> date:
    """The last day of a span of `months` whose first day is `start`.

    Five years from 1 January 2026 end with 31 December 2030; a month from 30 or 31 January ends
    with February. An event does not begin a span: what runs from it ends with `add_months`.
    Source: §§ 187 (2), 188 (2), (3) BGB (docs/rules/dates.md).
    """
    end = add_months(start, months)
    return end - timedelta(days=1) if end.day == start.day else end


@lru_cache(maxsize=256)
def hessian_holidays(year: int) -> frozenset[date]:
    """The public holidays of Hessen in `year`."""
    return frozenset(holidays.country_holidays("DE", subdiv="HE", years=year))


@lru_cache(maxsize=1)
def all_holidays() -> str:
    """Those of all years that deadlines fall into, as PostgreSQL writes an array of dates."""
    days = [day for year in HOLIDAY_YEARS for day in sorted(hessian_holidays(year))]
    return "{" + ",".join(day.isoformat() for day in days) + "}"


def is_working_day(day: date) -> bool:
    """Whether `day` is neither a Saturday, a Sunday nor a public holiday in Hessen."""
    return day.weekday() < SATURDAY and day not in hessian_holidays(day.year)


def next_working_day(day: date) -> date:
    """`day`, or the next Hessian working day after it.

    Source: § 31 (3) HVwVfG (docs/rules/dates.md).
    """
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def deadline(start: date, months: int) -> date:
    """The end of a period of `months` that starts with the event on `start`, on a working day.

    Source: § 31 HVwVfG with §§ 187-193 BGB (docs/rules/dates.md).
    """
    return next_working_day(add_months(start, months))


def proposed_deadline(start: date, *, days: int) -> date:
    """A deadline to offer, `days` after `start` and on a working day."""
    return next_working_day(start + timedelta(days=days))


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day + relativedelta(day=31)


def month_ends(first: date, last: date) -> list[date]:
    """All month ends from the month of `first` that are not after `last`."""
    ends = []
    end = month_end(first)
    while end <= last:
        ends.append(end)
        end = month_end(end + timedelta(days=1))
    return ends


def last_quarter_end(day: date) -> date:
    """The last day of the quarter before that of `day`."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
