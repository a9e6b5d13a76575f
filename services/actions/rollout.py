"""Record roll-outs: many changes at once, each checked, events only where something changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import CORRECT_ROLLOUT, REPORT_ROLLOUT
from core.errors import RuleError
from core.tasks import refresh_soon
from municipalities.models import municipalities_of
from services.actions.arriving import Arriving
from services.actions.changes import ChangeProblem, RecordedChanges, RolloutChange, RolloutError
from services.actions.ratings import Ratings
from services.actions.rollout_writing import load, write_few, write_many
from services.choices import EventSource

UNSIGNED = (EventSource.IMPORT, EventSource.SUCCESSION, EventSource.DEMO)


def record_rollouts(
    changes: Iterable[RolloutChange],
    *,
    by: User | None,
    source: EventSource,
    at: datetime,
    day: date | None = None,
    reason: str = "",
    skip_incompetent: bool = False,
) -> RecordedChanges:
    """Write one event per change that changes something; all changes or none.

    `day` is the day of changes that carry none, by default that of `at`. Events before others
    take their place in the chain: the event that held on the day ends there, and the new one
    holds until the next. Two changes on one day: the later one corrects the earlier.
    `skip_incompetent` leaves out services a body is not competent for instead of refusing all;
    files from elsewhere list them.

    Locks the bodies in key order. Raises RolloutError with every row that cannot be recorded,
    RuleError if `by` may not report for a body or gives no reason for a correction.
    """
    today = timezone.localdate(at)
    _require_role(by, source, reason)
    ratings = Ratings()
    arriving = Arriving(changes, day or today, ratings)
    signed = {"source": source.value, "note": reason, "by": by.pk if by else None, "at": at}
    with transaction.atomic(), connection.cursor() as cursor:
        few = None if skip_incompetent else arriving.few()
        if few is not None:
            _require_own_bodies(arriving, by, source)
            recorded = write_few(cursor, few, signed, today, ratings)
        else:
            load(cursor, arriving)
            _require_own_bodies(arriving, by, source)
            recorded = write_many(cursor, signed, today, ratings, skip_incompetent=skip_incompetent)
        recorded.unchanged = arriving.count - recorded.written - recorded.skipped_count
    if recorded.written:
        refresh_soon()
    return recorded


def _require_role(by: User | None, source: EventSource, reason: str) -> None:
    """People report for their own bodies or correct with a reason; only code imports unsigned."""
    if by is None:
        if source not in UNSIGNED:
            raise RuleError(_("A report needs a person who makes it."), code="not_allowed")
        return
    needed = REPORT_ROLLOUT if source == EventSource.SELF_REPORT else CORRECT_ROLLOUT
    if not by.has_perm(needed):
        raise RuleError(_("Your role may not record roll-outs this way."), code="not_allowed")
    if source == EventSource.MINISTRY and not reason.strip():
        raise RuleError(
            _("A correction needs a reason. Say what was wrong and how you know."), field="reason"
        )


def _require_own_bodies(arriving: Arriving, by: User | None, source: EventSource) -> None:
    if by is None or source != EventSource.SELF_REPORT:
        return
    own = set(municipalities_of(by))
    message = _("You do not work for %(ags)s. Report for your own municipality.")
    foreign = [
        ChangeProblem(row, "ags", ags, message % {"ags": ags})
        for ags, row in arriving.bodies.items()
        if ags not in own
    ]
    if foreign:
        raise RolloutError(foreign)
