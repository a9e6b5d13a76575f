"""Throughput of the digitalisation factories: pure arithmetic over weeks and releases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

TARGET_PER_WEEK = 3  # "möglichst drei Prozesse je Woche" (2019)
FACTORIES_FROM, FACTORIES_TO = date(2019, 10, 1), date(2022, 12, 31)
WEEKS_IN_MEAN = 4
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Forecast:
    """When everything left will be released if the pace holds; None where there is no pace."""

    day: date | None
    left: int
    per_week: Decimal
    weeks_looked_at: int


def weeks_between(first: date, last: date) -> Decimal:
    """Weeks from `first` to `last`, both included: 169.7 for October 2019 to December 2022."""
    return Decimal((last - first).days + 1) / 7


def target_releases(first: date, last: date, *, per_week: int = TARGET_PER_WEEK) -> int:
    """Releases due from `first` to `last`: three a week, half up; 509 for the whole period.

    Source: agreement OZG Hessen Kommunal (docs/rules/counting.md, "Fabriken").
    """
    if last < first:
        return 0
    due = weeks_between(first, last) * per_week
    return int(due.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def mondays(first: date, last: date) -> list[date]:
    """The Mondays of all ISO weeks that contain a day from `first` to `last`."""
    if last < first:
        return []
    start = monday_of(first)
    return [start + WEEK * number for number in range((monday_of(last) - start).days // 7 + 1)]


def rolling_mean(counts: list[int], index: int) -> Decimal:
    """The mean of the week at `index` and up to three before it."""
    window = counts[max(0, index - WEEKS_IN_MEAN + 1) : index + 1]
    return Decimal(sum(window)) / len(window)


def forecast(left: int, released_on: Iterable[date], *, day: date, weeks: int = 26) -> Forecast:
    """When the `left` services are released if the pace of the last `weeks` holds.

    Pauses count: a standstill makes the pace slower, and without any release there is no date.
    Source: docs/rules/counting.md, "Fabriken".
    """
    since = day - WEEK * weeks
    recent = sum(since < on <= day for on in released_on)
    per_week = Decimal(recent) / weeks
    if left == 0:
        return Forecast(day, 0, per_week, weeks)
    if not recent:
        return Forecast(None, left, per_week, weeks)
    days = (Decimal(left) / per_week * 7).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Forecast(day + timedelta(days=int(days)), left, per_week, weeks)
