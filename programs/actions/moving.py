"""The one place where a case changes its state: with the day, so that a past day can be asked."""

from __future__ import annotations

from datetime import date

from programs.models import Grant


def move(case: Grant, target: str, *changed: str, on: date | None) -> None:
    """Put `case` into the state `target` from the day `on`, and save the fields `changed`.

    None is the database's today, for steps that nobody dates. The day is written to the history
    of states by a trigger (programs.models.triggers.states).
    """
    case.state, case.state_on = target, on
    case.save(update_fields=["state", "state_on", "search_text", *changed])
