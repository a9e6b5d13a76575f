"""The day a file of roll-outs speaks of: not one to come, and none before anybody reported."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.as_of import AsOf
from core.errors import RuleError


def wrong_day(day: date, today: date) -> str:
    """Why the file cannot speak of `day`; empty if it can."""
    if day > today:
        return _("The day of the file lies in the future.")
    try:
        AsOf.on(day)
    except RuleError as error:
        return error.message
    return ""
