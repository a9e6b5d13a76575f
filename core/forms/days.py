"""Days that people enter: which ones can be meant, and what cannot have happened yet."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day

FIRST_DAY = date(2004, 1, 1)  # the oldest program begins in 2004 (docs/rules/programs.md)
FIRST_VALIDITY = date(1945, 9, 19)  # bodies, authorities and catalogues are older: the state itself
YEARS_AHEAD = 40  # the longest that is written down before it comes: retention, bound buildings
DEADLINE_YEARS = 5  # nobody is given longer; 2062 in place of 2026 would bury what is due

# Columns that say how long something holds, and may begin before the first program.
VALIDITY = frozenset(
    [
        "valid_from",
        "valid_to",
        "as_of",
        "territory_from",
        "used_from",
        "used_to",
        "period_from",
        "period_to",
    ]
)
# Columns that people set for others to keep, or to wait for.
DEADLINES = frozenset(
    [
        "due_on",
        "interest_due_on",
        "opens_on",
        "deadline_on",
        "announced_on",
        "held_on",
        "effective_on",
        "closes_on",
        "embargo_until",
    ]
)
# Columns that are named like something that happened, and lie ahead when they are written.
AHEAD = frozenset(["starts_on", "ends_on", "project_start_on", "limitation_on"])

# Columns of a first and a last day.
SPANS = (
    ("valid_from", "valid_to"),
    ("starts_on", "ends_on"),
    ("period_from", "period_to"),
    ("period_start", "period_end"),
    ("used_from", "used_to"),
    ("cooperation_start", "cooperation_until"),
)


def check_not_future(day: date | None, *, at: datetime, field: str = "on") -> None:
    """Raise RuleError on `field` if `day` lies after the day of `at`: it cannot have happened.

    None is a day that is not told.
    """
    if day is not None and day > timezone.localdate(at):
        message = _("%(day)s lies in the future. Enter the day on which it happened.")
        raise RuleError(message % {"day": format_day(day)}, field=field, code="future")


def first_day_of(column: str) -> date:
    """The earliest day that a column of this name may hold."""
    return FIRST_VALIDITY if column in VALIDITY else FIRST_DAY


def years_ahead_of(column: str) -> int:
    """How many years ahead of today a column of this name may lie; 0 for what has happened."""
    if column in DEADLINES:
        return DEADLINE_YEARS
    return 0 if column.endswith("_on") and column not in AHEAD else YEARS_AHEAD


@lru_cache(maxsize=64)
def last_day(today: date, *, years_ahead: int) -> date:
    """The last day that may be entered `today`."""
    return today + relativedelta(years=years_ahead)


def check_plausible(
    day: date, *, today: date, first: date = FIRST_DAY, years_ahead: int = YEARS_AHEAD
) -> None:
    """Raise RuleError "future" or "implausible" if nobody can mean `day`."""
    last = last_day(today, years_ahead=years_ahead)
    if first <= day <= last:
        return
    if not years_ahead and day > last:
        message = _("%(day)s lies in the future. Enter the day on which it happened.")
        raise RuleError(message % {"day": format_day(day)}, code="future")
    message = _("%(day)s cannot be meant. Enter a day from %(first)s to %(last)s.")
    values = {"day": format_day(day), "first": format_day(first), "last": format_day(last)}
    raise RuleError(message % values, code="implausible")
