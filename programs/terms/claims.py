"""The days of what is taken back: heard after the decision, due on a day to come."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.formats import format_day
from programs.choices import DecisionKind
from programs.models import Grant


def check_heard(case: Grant, hearing_on: date | None, *, today: date) -> None:
    """Raise RuleError unless the recipient was heard, after the grant decision and by `today`.

    Source: § 28 HVwVfG (docs/rules/reclaim.md).
    """
    if hearing_on is None or hearing_on > today:
        raise RuleError(
            _("Hear the recipient first, and record the day of the hearing."), field="hearing_on"
        )
    decision = case.decisions.filter(kind=DecisionKind.INITIAL).first()
    if decision is not None and decision.decided_on and hearing_on < decision.decided_on:
        message = _("The grant was decided on %(day)s; nobody is heard about it before.")
        raise RuleError(
            message % {"day": format_day(decision.decided_on)}, field="hearing_on", code="order"
        )


def check_due_day(due_on: date, *, today: date) -> None:
    """Raise RuleError for a due day that is over when it is set."""
    if due_on < today:
        raise RuleError(_("The due day lies in the past."), field="due_on")
