"""The one place where a case changes its state: with the day, so that a past day can be asked."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day
from programs.models import Grant


def move(case: Grant, target: str, *changed: str, on: date | None) -> None:
    """Put `case` into the state `target` from the day `on`, and save the fields `changed`.

    None is the database's today, for steps that nobody dates. The day is written to the history
    of states by a trigger (programs.models.triggers.states).
    Raises RuleError where the case was not yet received on that day.
    """
    if on is not None and case.received_on is not None and on < case.received_on:
        message = _("%(day)s lies before the receipt of the application (%(received)s).")
        values = {"day": format_day(on), "received": format_day(case.received_on)}
        raise RuleError(message % values, field="on", code="order")
    case.state, case.state_on = target, on
    case.save(update_fields=["state", "state_on", "search_text", *changed])
