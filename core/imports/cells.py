"""From a cell to a value: dates and yes or no as people write them, nothing guessed."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.forms.days import FIRST_DAY, check_plausible

YES = frozenset({"ja", "j", "x", "1", "yes", "y", "true", "wahr"})
NO = frozenset({"nein", "n", "0", "no", "false", "falsch"})
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")
LENGTHS = {"%Y-%m-%d": 10, "%d.%m.%Y": 10}


def read_day(cell: str, *, first: date = FIRST_DAY) -> date:
    """2024-12-31 or 31.12.2024, not before `first`. Raises ValueError with the remedy."""
    day = _written_day(cell)
    try:
        check_plausible(day, today=timezone.localdate(), first=first)
    except RuleError as error:
        raise ValueError(error.message) from error
    return day


def _written_day(cell: str) -> date:
    for pattern in DAY_FORMATS:
        if len(cell) == LENGTHS[pattern]:
            try:
                return datetime.strptime(cell, pattern).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    raise ValueError(_("This is no date. Write it as 31.12.2024 or 2024-12-31."))


def read_yes_no(cell: str) -> bool | None:
    """True for ja or x, False for nein, None for an empty cell. Raises ValueError otherwise."""
    folded = cell.strip().casefold()
    if not folded:
        return None
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise ValueError(_("Write ja or nein, or leave the cell empty."))
