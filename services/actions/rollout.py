"""Record roll-outs: many changes at once, each checked, events only where something changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import CORRECT_ROLLOUT, REPORT_ROLLOUT
from core.database.copying import copy_rows
from core.errors import RuleError
from core.tasks import refresh_soon
from municipalities.models import municipalities_of
from services.actions import rollout_sql as sql
from services.actions.changes import (
    MOST_PROBLEMS,
    MOST_SHOWN,
    ChangeProblem,
    Kinds,
    RecordedChanges,
    RolloutChange,
    RolloutError,
    WrittenEvent,
)
from services.actions.problems import explain, explain_live
from services.actions.ratings import Ratings
from services.choices import EventSource
from services.models import RolloutEvent

UNSIGNED = (EventSource.IMPORT, EventSource.SUCCESSION, EventSource.DEMO)
MANY = 500  # below, the planner's defaults are good enough and telling it more costs more


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
    with transaction.atomic(), connection.cursor() as cursor:
        ratings = Ratings()
        count = _load(cursor, changes, day or today, ratings)
        _require_own_bodies(cursor, by, source)
        recorded = RecordedChanges()
        if skip_incompetent:
            _skip_incompetent(cursor, recorded)
        problems = _take_out_wrong(cursor, today, ratings)
        values = {"source": source.value, "note": reason, "by": by.pk if by else None, "at": at}
        for number in range(1, _rounds(cursor) + 1):
            problems += _write_round(cursor, number, values, recorded)
        if problems:
            raise RolloutError(sorted(problems, key=lambda p: p.row)[:MOST_PROBLEMS])
        cursor.execute("DROP TABLE rollout_incoming")
        cursor.execute(sql.JOIN_AS_USUAL)
        recorded.unchanged = count - recorded.written - recorded.skipped_count
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


def _require_own_bodies(cursor: CursorWrapper, by: User | None, source: EventSource) -> None:
    if by is None or source != EventSource.SELF_REPORT:
        return
    cursor.execute(
        'SELECT ags, min("row") FROM rollout_incoming WHERE NOT ags = ANY(%s) GROUP BY ags',
        [list(municipalities_of(by))],
    )
    message = _("You do not work for %(ags)s. Report for your own municipality.")
    foreign = [
        ChangeProblem(row, "ags", ags, message % {"ags": ags}) for ags, row in cursor.fetchall()
    ]
    if foreign:
        raise RolloutError(foreign)


def _load(
    cursor: CursorWrapper, changes: Iterable[RolloutChange], day: date, ratings: Ratings
) -> int:
    """Copy the changes into a temporary table, lock their bodies; returns their number."""
    cursor.execute(sql.CREATE)
    count = 0

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal count
        for change in changes:
            count += 1
            yield (
                change.row or count,
                change.ags,
                change.service,
                change.day or day,
                *change[3:11],
                *ratings.of(change, count),
                change.note,
            )

    copy_rows(cursor, "rollout_incoming", sql.COLUMNS, rows())
    if count >= MANY:
        cursor.execute("ANALYZE rollout_incoming")
        cursor.execute(sql.JOIN_BY_HASH)
    cursor.execute(sql.LOCK_BODIES)
    return count


def _skip_incompetent(cursor: CursorWrapper, recorded: RecordedChanges) -> None:
    cursor.execute(sql.TAKE_OUT_INCOMPETENT)
    recorded.skipped_count = cursor.rowcount
    taken_out = cursor.fetchmany(MOST_PROBLEMS)
    recorded.skipped = explain([(*row[:5], "competence", row[5]) for row in taken_out])


def _take_out_wrong(cursor: CursorWrapper, today: date, ratings: Ratings) -> list[ChangeProblem]:
    """Why rows cannot be recorded; without them the others are tried, so that all is told at once.

    Raises RolloutError where there are too many to go on.
    """
    cursor.execute(sql.PROBLEMS, {"today": today, "limit": MOST_PROBLEMS})
    problems = ratings.problems + explain(cursor.fetchall())
    if len(problems) >= MOST_PROBLEMS:
        raise RolloutError(sorted(problems, key=lambda p: p.row)[:MOST_PROBLEMS])
    if problems:
        cursor.execute(sql.TAKE_OUT_ROWS, [[problem.row for problem in problems]])
    return problems


def _rounds(cursor: CursorWrapper) -> int:
    """How many changes the most changed pair has; each round takes one of every pair, by day."""
    cursor.execute(sql.ROUNDS)
    rounds: int = cursor.fetchone()[0]
    if rounds > 1:
        cursor.execute(sql.NUMBER_ROUNDS)
    return rounds


def _write_round(
    cursor: CursorWrapper, number: int, values: dict[str, Any], recorded: RecordedChanges
) -> list[ChangeProblem]:
    """Write the events of one round, and note what they are; returns what cannot be online."""
    cursor.execute(sql.PLAN, {"round": number})
    cursor.execute(sql.REFUSED_LIVE, {"limit": MOST_PROBLEMS})
    refused = cursor.fetchall()
    if refused:
        cursor.execute(sql.TAKE_OUT_PLANNED, [[row[0] for row in refused]])
    cursor.execute(sql.SETTLE_LIVE)
    cursor.execute(sql.DROP_UNCHANGED)
    _note_steps(cursor, recorded)
    cursor.execute(sql.END_PREVIOUS)
    cursor.execute(sql.INSERT, values)
    recorded.written += cursor.rowcount
    cursor.execute("DROP TABLE rollout_planned")
    return explain_live(refused) if refused else []


def _note_steps(cursor: CursorWrapper, recorded: RecordedChanges) -> None:
    """Count what is about to be written by its kind, and keep the first of it."""
    cursor.execute(sql.KINDS)
    recorded.kinds = recorded.kinds.plus(Kinds(*cursor.fetchone()))
    cursor.execute(sql.FIRST, {"limit": MOST_SHOWN - len(recorded.first)})
    recorded.first += [
        WrittenEvent(before, RolloutEvent(**dict(zip(sql.STEP, after, strict=True))))
        for before, *after in cursor.fetchall()
    ]
