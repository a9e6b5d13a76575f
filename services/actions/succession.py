"""What a new body takes over from the bodies it came from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from municipalities.models import Municipality
from services.actions.changes import RecordedChanges, RolloutChange
from services.actions.rollout import record_rollouts
from services.choices import EventSource
from services.models import RolloutEvent

# The steps that a body has reached where all it came from had reached them.
REACHED = ("registered", "configured", "listed", "integrated", "live", "paused")


def carry_over(successor: Municipality, *, by: User | None, at: datetime) -> RecordedChanges:
    """Open a new body's chains with what stood in all of its predecessors on their last day.

    A body that only changed its key goes on as before, with what was reported under the old key
    since. After a merger a step is reached where all predecessors had reached it, and a service
    some had not reported stays unreported. What the successor has reported itself is never
    touched, and a body that took others in while it existed keeps its own state. Called again
    for one more predecessor of the same day, what was taken over is joined with it.
    Figures before the day stay with the old bodies.

    `by` is None where life spans came with the reference files.
    Raises RuleError if the body has no predecessors.
    """
    start, before = successor.valid_from, _predecessors(successor)
    if start is None or not before:
        raise RuleError(_("%(body)s follows nobody.") % {"body": successor.full_name})
    last_day = start - timedelta(days=1)
    stood: dict[str, list[RolloutEvent]] = defaultdict(list)
    for event in RolloutEvent.objects.at(last_day).filter(municipality__in=before):
        stood[event.service_id].append(event)
    own, taken = _own_and_taken(successor, start)
    changes = [
        _joined(successor, events, of_all=len(events) == len(before))
        for service, events in stood.items()
        if service not in own and (len(events) == len(before) or service in taken)
    ]
    if len(before) == 1:
        since = RolloutEvent.objects.filter(municipality__in=before, valid_from__gt=last_day)
        changes += [
            _joined(successor, [event])._replace(day=event.valid_from)
            for event in since.exclude(valid_to=F("valid_from")).order_by("valid_from")
            if event.service_id not in own
        ]
    return record_rollouts(
        changes,
        by=by,
        source=EventSource.SUCCESSION,
        at=at,
        day=start,
        reason=_("Taken over from %(bodies)s") % {"bodies": ", ".join(sorted(before))},
        skip_incompetent=True,
    )


def carry_over_everywhere(*, at: datetime) -> int:
    """Let each body of the tables take over from those it follows; returns the events written.

    For successors that came with the reference files. Safe to repeat.
    """
    today = timezone.localdate(at)
    followed = Municipality.objects.filter(predecessors__isnull=False, valid_from__lte=today)
    return sum(
        carry_over(successor, by=None, at=at).written
        for successor in followed.distinct().order_by("ags")
        if _predecessors(successor)
    )


def _predecessors(successor: Municipality) -> list[str]:
    """The keys (AGS) of the bodies that ended on the day before `successor` began."""
    if successor.valid_from is None:
        return []
    last_day = successor.valid_from - timedelta(days=1)
    return [body.ags for body in successor.predecessors.filter(valid_to=last_day)]


def _own_and_taken(successor: Municipality, start: date) -> tuple[set[str], set[str]]:
    """The services the body has reported itself, and those that stand as they were taken over."""
    events = RolloutEvent.objects.filter(municipality=successor)
    was_taken = Q(valid_from=start, source=EventSource.SUCCESSION)
    own = set(events.exclude(was_taken).values_list("service_id", flat=True))
    taken = set(events.filter(was_taken).values_list("service_id", flat=True))
    return own, taken - own


def _joined(
    successor: Municipality, events: list[RolloutEvent], *, of_all: bool = True
) -> RolloutChange:
    """The state that all of `events` had reached; nothing is reached unless they are `of_all`."""
    alike = events if of_all else []
    change = RolloutChange(
        successor.ags,
        events[0].service_id,
        applicable=any(event.applicable for event in events),
        process=_common_process(alike),
    )
    reached: dict[str, Any] = {
        flag: of_all and all(getattr(e, flag) for e in events) for flag in REACHED
    }
    return change._replace(**reached, **_common_rating(alike))


def _common_process(events: list[RolloutEvent]) -> str:
    """The process all events have; "" where they differ or have none."""
    codes = {event.process_id for event in events}
    return (codes.pop() or "") if len(codes) == 1 else ""


def _common_rating(events: list[RolloutEvent]) -> dict[str, Any]:
    """The rating all events have, as fields of a change; an empty one where they differ."""
    ratings = {(event.maturity_model_id, event.maturity_level) for event in events}
    if len(ratings) != 1 or events[0].maturity_model_id is None:
        return {"maturity_model": "", "maturity_level": None, "maturity_criteria": None}
    first = events[0]
    return {
        "maturity_model": first.maturity_model_id,
        "maturity_level": first.maturity_level,
        "maturity_criteria": first.maturity_criteria,
    }
