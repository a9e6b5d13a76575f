"""What a new body takes over from the bodies it came from."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleError
from municipalities.models import Municipality
from services.actions.changes import Recorded, RolloutChange
from services.actions.rollout import record_rollouts
from services.choices import EventSource
from services.models import RolloutEvent


def carry_over(successor: Municipality, *, by: User, at: datetime) -> Recorded:
    """Open a new body's chains with what stood in all of its predecessors on their last day.

    A body that only changed its key goes on as before. After a merger a step is reached where
    all predecessors had reached it, and a service some had not reported stays unreported. What
    the successor has reported itself is never touched, and a body that took others in while
    it existed keeps its own state. Figures before the day stay with the old bodies.

    Raises RuleError if the body has no predecessors.
    """
    start = successor.valid_from
    if start is None:
        raise RuleError(_("%(body)s follows nobody.") % {"body": successor.full_name})
    last_day = start - timedelta(days=1)
    before = [b.ags for b in successor.predecessors.filter(valid_to=last_day)]
    if not before:
        raise RuleError(_("%(body)s follows nobody.") % {"body": successor.full_name})
    stood: dict[str, list[RolloutEvent]] = defaultdict(list)
    for event in RolloutEvent.objects.at(last_day).filter(municipality__in=before):
        stood[event.service_id].append(event)
    own = set(
        RolloutEvent.objects.filter(municipality=successor).values_list("service_id", flat=True)
    )
    changes = [
        _joined(successor, events)
        for service, events in stood.items()
        if service not in own and len(events) == len(before)
    ]
    reason = _("Taken over from %(bodies)s") % {"bodies": ", ".join(sorted(before))}
    return record_rollouts(
        changes,
        by=by,
        source=EventSource.MINISTRY,
        at=at,
        day=start,
        reason=reason,
        skip_incompetent=True,
    )


def _joined(successor: Municipality, events: list[RolloutEvent]) -> RolloutChange:
    """The state that all of `events` had reached."""
    first = events[0]
    ratings = {(e.maturity_model_id, e.maturity_level) for e in events}
    is_one = len(events) == 1
    same_rating = len(ratings) == 1 and first.maturity_model_id is not None
    return RolloutChange(
        successor.ags,
        first.service_id,
        applicable=any(e.applicable for e in events),
        registered=all(e.registered for e in events),
        configured=all(e.configured for e in events),
        listed=all(e.listed for e in events),
        integrated=all(e.integrated for e in events),
        live=all(e.live for e in events),
        paused=all(e.paused for e in events),
        process=first.process_id if len({e.process_id for e in events}) == 1 else None,
        maturity_model=first.maturity_model_id if is_one or same_rating else None,
        maturity_level=first.maturity_level if is_one or same_rating else None,
        maturity_criteria=first.maturity_criteria if is_one or same_rating else None,
    )
