"""What amendments and endings share: approval by kind, and their notification."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.choices import check_offered
from core.errors import RuleError
from core.forms.days import check_not_future
from programs.actions.decision.amendment import approve_amendment, take_effect
from programs.actions.decision.ending import VERBS, approve_ending
from programs.actions.moving import move
from programs.actions.signing import lock_grant
from programs.choices import AMENDING, DecisionKind, NotificationKind
from programs.models import Decision, Grant
from programs.permissions import check_may
from programs.queries.dates import check_day
from programs.queries.delivery import delivered_on
from programs.rules.dates import Day
from programs.rules.transitions import target_of

LATER = (*AMENDING, *VERBS)


def pending_change(grant: Grant) -> Decision | None:
    """The amendment or ending that waits for its approval."""
    return next((d for d in _changes(grant) if d.approved_at is None), None)


def unsent_change(grant: Grant) -> Decision | None:
    """The approved amendment or ending whose notification is not recorded."""
    return next(
        (d for d in _changes(grant) if d.approved_at is not None and d.notified_on is None), None
    )


def _changes(grant: Grant) -> list[Decision]:
    return [d for d in grant.decisions.all() if d.kind in LATER]


def approve_change(
    decision: Decision,
    *,
    by: User,
    at: datetime,
    decided_on: date | None = None,
    backdating_reason: str = "",
) -> None:
    """Sign an amendment or an ending; see the action of its kind."""
    approve = approve_amendment if decision.kind in AMENDING else approve_ending
    approve(decision, by=by, at=at, decided_on=decided_on, backdating_reason=backdating_reason)


@transaction.atomic
def notify_change(
    grant: Grant,
    *,
    on: date,
    by: User,
    at: datetime,
    kind: NotificationKind = NotificationKind.POST,
    waived_on: date | None = None,
) -> Decision:
    """Record that an amendment or ending went out; shares, period and state change now.

    With `waived_on` the appeal is waived and the change final at once.
    """
    check_offered(kind, NotificationKind, field="kind")
    case = lock_grant(grant)
    check_may("notify", by, case)
    decision = unsent_change(case)
    if decision is None:
        raise RuleError(_("No approved change waits for its notification."), code="nothing_open")
    decision.grant = case
    check_not_future(on, at=at)
    check_not_future(waived_on, at=at, field="waived_on")
    check_day(case, Day.NOTIFIED, on, field="on", rows=[decision])
    verb = VERBS.get(DecisionKind(decision.kind))
    target = target_of(verb, case.state) if verb else case.state
    decision.notified_on, decision.notification_kind = on, kind
    decision.delivered_on = delivered_on(on, kind)
    check_day(case, Day.WAIVED, waived_on, field="waived_on", rows=[decision])
    decision.state_before = case.state
    decision.appeal_waived_on = decision.final_on = waived_on
    decision.save(
        update_fields=[
            "notified_on",
            "notification_kind",
            "delivered_on",
            "appeal_waived_on",
            "final_on",
            "state_before",
        ]
    )
    take_effect(decision)
    if target != case.state:
        move(case, target, on=on)
    return decision
