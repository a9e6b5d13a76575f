"""The span of the demo data and how its days are drawn: the same seed gives the same days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

SEED = 20191007
FIRST_DAY = date(2019, 10, 14)  # the first week after the agreement was announced
LAST_DAY = date(2026, 11, 20)
BERLIN = ZoneInfo("Europe/Berlin")


def seeded(part: str) -> Random:
    """A source of chance of its own for each part, so that one part's change moves no other."""
    return Random(f"{SEED} {part}")  # noqa: S311  # made-up data, no secrets


def office_hour(day: date, hour: int = 10) -> datetime:
    """A moment of the day in Hessen."""
    return datetime.combine(day, time(hour), BERLIN)


def after(day: date, days: float) -> date:
    return day + timedelta(days=int(days))


def past(day: date) -> date | None:
    """The day, if the demo data reaches it."""
    return day if day <= LAST_DAY else None
