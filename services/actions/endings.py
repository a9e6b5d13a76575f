"""Bodies that end: by a merger, or by a new key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions_changes import propose_change
from accounts.changes import TOGETHER_WITH
from accounts.choices import ChangeKind
from accounts.models import PendingChange, User
from accounts.roles import APPROVE_ROLES, CHANGE_BODIES
from core.errors import RuleError
from core.formats import format_day
from core.tasks import refresh_soon
from municipalities.models import Municipality
from services.actions.changes import RecordedChanges
from services.actions.succession import carry_over


@transaction.atomic
def propose_end(
    body: Municipality,
    *,
    last_day: date,
    successor: Municipality,
    reason: str,
    by: User,
    at: datetime,
    together_with: Iterable[Municipality] = (),
) -> PendingChange:
    """Put the end of a body, and of those that merged with it, before a second person.

    Whoever works for one of them sees the cases of all of them from then on, so an administrator
    approves it as a right. It is tried and undone first. Raises RuleError as `end_bodies`.
    """
    others = list(together_with)
    with transaction.atomic():
        end_bodies(
            [body, *others], last_day=last_day, successor=successor, reason=reason, by=by, at=at
        )
        transaction.set_rollback(True)
    body.valid_to, body.successor = last_day, successor
    return propose_change(
        body,
        ChangeKind.CHANGE,
        by=by,
        at=at,
        reason=reason,
        permission=APPROVE_ROLES,
        columns=["valid_to", "successor_id"],
        together_with=others,
    )


def write_end(body: Municipality, change: PendingChange) -> None:
    """End the bodies as two people agreed. Raises RuleError as `end_bodies`."""
    with_it = Municipality.objects.filter(pk__in=change.after.get(TOGETHER_WITH, []))
    end_bodies(
        [body, *with_it],
        last_day=date.fromisoformat(change.after["valid_to"]),
        successor=Municipality.objects.get(pk=change.after["successor_id"]),
        reason=change.reason,
        by=change.prepared_by,
        at=change.approved_at or change.prepared_at,
    )


@transaction.atomic
def end_bodies(
    bodies: Collection[Municipality],
    *,
    last_day: date,
    successor: Municipality,
    reason: str,
    by: User,
    at: datetime,
) -> RecordedChanges:
    """End the bodies on `last_day` and let `successor` take over what all of them had reached.

    Bodies that merge on one day are ended together. A successor the register knows only from a
    later day on begins on the day after `last_day`; one that existed before keeps its own state.

    Locks the bodies in key order. Raises RuleError if `by` may not change bodies or names no
    reason, and where the days of the bodies do not fit together.
    """
    if not by.has_perm(CHANGE_BODIES):
        raise RuleError(_("Your role may not change municipal bodies."), code="not_allowed")
    if not reason.strip():
        message = _("Name the reason, e.g. the law or the notice of the merger.")
        raise RuleError(message, field="reason")
    first_day = last_day + timedelta(days=1)
    if first_day > timezone.localdate(at):
        message = _("The new body begins on %(day)s. Enter the end once that day has come.")
        raise RuleError(message % {"day": format_day(first_day)}, field="last_day")
    keys = {body.pk for body in bodies}
    locked = Municipality.objects.select_for_update().order_by("ags")
    found = {body.pk: body for body in locked.filter(pk__in={*keys, successor.pk})}
    follower = found[successor.pk]
    _begin(follower, first_day)
    for key in sorted(keys):
        _end(found[key], last_day, follower)
    refresh_soon()
    if follower.valid_from != first_day:
        return RecordedChanges()
    return carry_over(follower, by=by, at=at)


def _begin(successor: Municipality, day: date) -> None:
    """See to it that the successor exists on `day`."""
    values = {"body": successor.full_name, "day": format_day(day)}
    if successor.valid_to is not None and successor.valid_to < day:
        message = _("%(body)s does not exist on %(day)s any more. Choose the body that follows it.")
        raise RuleError(message % values, field="successor")
    if successor.valid_from is None or successor.valid_from <= day:
        return
    if successor.predecessors.exists():
        message = _(
            "%(body)s follows others from %(since)s on and did not exist on %(day)s. Check the day."
        )
        since = format_day(successor.valid_from)
        raise RuleError(message % {**values, "since": since}, field="last_day")
    successor.valid_from = day
    successor.save(update_fields=["valid_from"])


def _end(body: Municipality, last_day: date, successor: Municipality) -> None:
    values = {"body": body.full_name, "day": format_day(last_day)}
    if body.pk == successor.pk:
        message = _("%(body)s cannot follow itself. Choose another body.")
        raise RuleError(message % values, field="successor")
    if body.valid_to is not None:
        message = _("%(body)s has ended on %(until)s already.")
        raise RuleError(message % {**values, "until": format_day(body.valid_to)}, code="ended")
    if body.valid_from is not None and body.valid_from > last_day:
        message = _("%(body)s did not exist yet on %(day)s. Check the day.")
        raise RuleError(message % values, field="last_day")
    body.valid_to, body.successor = last_day, successor
    body.save(update_fields=["valid_to", "successor"])
