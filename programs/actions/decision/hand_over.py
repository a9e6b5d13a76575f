"""The hand-over of a decision in public (Bescheidübergabe): the end of its embargo."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PREPARE
from core.errors import RuleError
from core.forms.days import check_not_future
from programs.actions.signing import lock_grant
from programs.choices import VISIBLE_STATES, DecisionKind, NotificationKind
from programs.models import Grant
from programs.queries.dates import check_day
from programs.rules.dates import Day
from programs.rules.steps.base import DECIDED


def may_be_handed_over(grant: Grant) -> bool:
    """Whether the decision is notified and was not handed over yet.

    An ended case is handed over only where its embargo waits for that; one that was handed over
    when it was notified only where that ends its embargo.
    """
    states = VISIBLE_STATES if grant.awaits_hand_over else DECIDED
    if grant.handed_over_on is not None or grant.state not in states:
        return False
    return _is_under_embargo(grant) or not _was_told_by_hand(grant)


def _is_under_embargo(grant: Grant) -> bool:
    return grant.awaits_hand_over or grant.embargo_until is not None


def _was_told_by_hand(grant: Grant) -> bool:
    return any(
        decision.kind == DecisionKind.INITIAL
        and decision.notification_kind == NotificationKind.HANDED_OVER
        for decision in grant.decisions.all()
    )


@transaction.atomic
def hand_over_decision(grant: Grant, *, on: date, by: User, at: datetime) -> None:
    """Record the hand-over; from that day on the municipalities see the case, whatever its embargo.

    Raises RuleError before the notification and for a second hand-over.
    """
    case = lock_grant(grant)
    if not by.has_perm(PREPARE):
        raise RuleError(_("Your role does not allow this."), code="not_allowed")
    if case.handed_over_on is not None or (_was_told_by_hand(case) and not _is_under_embargo(case)):
        raise RuleError(_("The decision was handed over already."), code="handed_over_already")
    if not may_be_handed_over(case):
        raise RuleError(
            _("Only a notified decision is handed over."), field="state", code="not_notified"
        )
    check_not_future(on, at=at)
    check_day(case, Day.HANDED_OVER, on, field="on")
    case.handed_over_on = on
    case.save(update_fields=["handed_over_on", "search_text"])
