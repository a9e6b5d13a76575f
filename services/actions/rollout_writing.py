"""Roll-outs into the ledger: the few of a form in one statement, those of a file over a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from core.database.copying import copy_rows
from core.forms.days import FIRST_DAY
from services.actions import rollout_sql as sql
from services.actions.arriving import Arriving, Row
from services.actions.changes import (
    MOST_PROBLEMS,
    MOST_SHOWN,
    ChangeProblem,
    Kinds,
    RecordedChanges,
    RolloutError,
    WrittenEvent,
)
from services.actions.problems import explain, explain_live
from services.actions.ratings import Ratings
from services.models import RolloutEvent

MANY = 500  # below, the planner's defaults are good enough and telling it more costs more
Signed = dict[str, Any]


def write_few(
    cursor: CursorWrapper, rows: Sequence[Row], signed: Signed, today: date, ratings: Ratings
) -> RecordedChanges:
    """Lock, check and write rows of different pairs, one statement each; raises RolloutError."""
    cursor.execute(f"{sql.FEW} {sql.LOCK_BODIES}", {"rows": _handed_over(rows)})
    cursor.execute(f"{sql.FEW} {sql.PROBLEMS}", {"rows": _handed_over(rows), **_limits(today)})
    problems = ratings.problems + explain(cursor.fetchall())
    wrong = {problem.row for problem in problems}
    right = [row for row in rows if row[0] not in wrong]
    cursor.execute(sql.PLAN_AND_WRITE, {"rows": _handed_over(right), "round": 1, **signed})
    planned = [_Planned(row) for row in cursor.fetchall()]
    _raise(problems + explain_live([row.refusal for row in planned if row.is_refused]))
    recorded = RecordedChanges()
    for row in planned:
        if row.is_written:
            recorded.written += 1
            recorded.kinds = recorded.kinds.plus(row.kinds)
            recorded.first.append(row.step)
    return recorded


def _handed_over(rows: Sequence[Row]) -> str:
    """Rows as one value of the statement."""
    return json.dumps(
        [
            dict(zip(sql.COLUMNS, (*row[:3], row[3].isoformat(), *row[4:]), strict=True))
            for row in rows
        ]
    )


class _Planned:
    """A row of PLAN_AND_WRITE, cut into what it says."""

    def __init__(self, row: Row) -> None:
        self.is_refused, self.is_written, *rest = row
        kinds = sql.REFUSAL_WIDTH + len(sql.KINDS)
        self.refusal = tuple(rest[: sql.REFUSAL_WIDTH])
        self.kinds = Kinds(*map(int, rest[sql.REFUSAL_WIDTH : kinds]))
        self.step = _step(rest[kinds:])


def _step(row: Sequence[Any]) -> WrittenEvent:
    before, *after = row
    return WrittenEvent(before, RolloutEvent(**dict(zip(sql.STEP, after, strict=True))))


def _raise(problems: list[ChangeProblem]) -> None:
    if problems:
        raise RolloutError(sorted(problems, key=lambda p: p.row)[:MOST_PROBLEMS])


def load(cursor: CursorWrapper, arriving: Arriving) -> None:
    """Copy the changes into a temporary table and lock their bodies."""
    cursor.execute(sql.CREATE)
    copy_rows(cursor, "rollout_incoming", sql.QUOTED, arriving.stream())
    if arriving.count >= MANY:
        cursor.execute("ANALYZE rollout_incoming")
        cursor.execute(sql.JOIN_BY_HASH)
    cursor.execute(sql.LOCK_BODIES)


def write_many(
    cursor: CursorWrapper,
    signed: Signed,
    today: date,
    ratings: Ratings,
    *,
    skip_incompetent: bool,
) -> RecordedChanges:
    """Check and write what was loaded, any number and any days; raises RolloutError."""
    recorded = RecordedChanges()
    if skip_incompetent:
        _skip_incompetent(cursor, recorded)
    problems = _take_out_wrong(cursor, today, ratings)
    for number in range(1, _rounds(cursor) + 1):
        problems += _write_round(cursor, number, signed, recorded)
    _raise(problems)
    cursor.execute("DROP TABLE rollout_incoming")
    cursor.execute(sql.JOIN_AS_USUAL)
    return recorded


def _skip_incompetent(cursor: CursorWrapper, recorded: RecordedChanges) -> None:
    cursor.execute(sql.TAKE_OUT_INCOMPETENT)
    recorded.skipped_count = cursor.rowcount
    taken_out = cursor.fetchmany(MOST_PROBLEMS)
    recorded.skipped = explain([(*row[:5], "competence", row[5]) for row in taken_out])


def _limits(today: date) -> dict[str, Any]:
    """Between which days a change may lie, and how many wrong ones are looked for."""
    return {"today": today, "first": FIRST_DAY, "limit": MOST_PROBLEMS}


def _take_out_wrong(cursor: CursorWrapper, today: date, ratings: Ratings) -> list[ChangeProblem]:
    """Why rows cannot be recorded; without them the others are tried, so that all is told at once.

    Raises RolloutError where there are too many to go on.
    """
    cursor.execute(sql.PROBLEMS, _limits(today))
    problems = ratings.problems + explain(cursor.fetchall())
    if len(problems) >= MOST_PROBLEMS:
        _raise(problems)
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
    cursor: CursorWrapper, number: int, signed: Signed, recorded: RecordedChanges
) -> list[ChangeProblem]:
    """Write the events of one round, and note what they are; returns what cannot be online."""
    cursor.execute(sql.KEEP_PLAN, {"round": number})
    cursor.execute(sql.REFUSED_LIVE, {"limit": MOST_PROBLEMS})
    refused = cursor.fetchall()
    _note_steps(cursor, recorded)
    cursor.execute(sql.WRITE, signed)
    recorded.written += cursor.rowcount
    cursor.execute("DROP TABLE rollout_planned")
    return explain_live(refused)


def _note_steps(cursor: CursorWrapper, recorded: RecordedChanges) -> None:
    """Count what is about to be written by its kind, and keep the first of it."""
    cursor.execute(sql.COUNT_KINDS)
    recorded.kinds = recorded.kinds.plus(Kinds(*cursor.fetchone()))
    cursor.execute(sql.FIRST, {"limit": MOST_SHOWN - len(recorded.first)})
    recorded.first += [_step(row) for row in cursor.fetchall()]
