"""Days that people enter."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day


def check_not_future(day: date | None, *, at: datetime, field: str = "on") -> None:
    """Raise RuleError on `field` if `day` lies after the day of `at`: it cannot have happened.

    None is a day that is not told.
    """
    if day is not None and day > timezone.localdate(at):
        message = _("%(day)s lies in the future. Enter the day on which it happened.")
        raise RuleError(message % {"day": format_day(day)}, field=field, code="future")
