"""When a scheduled report is due, and which day its figures are of."""

from __future__ import annotations

from datetime import date, timedelta

from reports.choices import Rhythm


def last_due(rhythm: Rhythm, today: date) -> date:
    """The last day up to `today` on which a report of this rhythm is made."""
    if rhythm == Rhythm.WEEKLY:
        return today - timedelta(days=today.weekday())
    months = 1 if rhythm == Rhythm.MONTHLY else 3
    return date(today.year, today.month - (today.month - 1) % months, 1)


def reported_day(due: date) -> date:
    """The day whose figures the report shows: the last one of the span before."""
    return due - timedelta(days=1)
