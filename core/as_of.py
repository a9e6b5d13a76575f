"""The day figures are of: today, or a past day; every reader is told which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day
from core.forms.days import FIRST_DAY


@dataclass(frozen=True)
class AsOf:
    """A day, and whether the figures kept for today are asked for.

    `AsOf.today()` reads what is kept, `AsOf.on(day)` computes a past day. The bare AsOf(day)
    computes the day from the facts, whichever it is.
    """

    day: date
    is_today: bool = False

    @classmethod
    def today(cls) -> Self:
        return cls(timezone.localdate(), is_today=True)

    @classmethod
    def on(cls, day: date) -> Self:
        """That day. Raises RuleError before FIRST_DAY and after today."""
        today = cls.today()
        if day > today.day:
            message = _("%(day)s lies in the future. Choose today or a past day.")
            raise RuleError(message % {"day": format_day(day)}, field="stand", code="future")
        if day < FIRST_DAY:
            message = _("%(day)s lies before the first records. Choose a day from %(first)s on.")
            values = {"day": format_day(day), "first": format_day(FIRST_DAY)}
            raise RuleError(message % values, field="stand", code="too_early")
        return today if day == today.day else cls(day)

    @property
    def past(self) -> date | None:
        """The day to compute; None where what is kept for today is read."""
        return None if self.is_today else self.day
