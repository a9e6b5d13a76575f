"""How often each background task ran and failed, and how long it took; counted in the broker.

Workers run on several machines and end at any time, so nothing is counted in their memory. The
counts are gone with the broker, as those of any process that was started again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

import redis
from celery import Task, signals

from core.bell import Unreachable, broker

COUNTS = "ozg:tasks"  # a hash: "<task> <what>" to a number
QUEUE = "celery"
logger = logging.getLogger(__name__)
_began: dict[str, float] = {}


@dataclass(frozen=True)
class TaskCount:
    """Runs of one task since the broker was started; `last_success` in seconds of the epoch."""

    task: str
    succeeded: int = 0
    failed: int = 0
    seconds: float = 0.0
    last_success: float | None = None


@signals.task_prerun.connect
def note_begin(task_id: str, **_: Any) -> None:
    _began[task_id] = monotonic()


@signals.task_postrun.connect
def note_end(task_id: str, task: Task[Any, Any], state: str | None, **_: Any) -> None:
    """A broker that does not answer costs this one count; the task itself is done."""
    seconds = monotonic() - _began.pop(task_id, monotonic())
    succeeded = state == "SUCCESS"
    try:
        with broker().pipeline() as lines:
            what = "succeeded" if succeeded else "failed"
            lines.hincrby(COUNTS, f"{task.name} {what}", 1)
            lines.hincrbyfloat(COUNTS, f"{task.name} seconds", seconds)
            if succeeded:
                lines.hset(COUNTS, f"{task.name} last_success", str(time()))
            lines.execute()
    except Unreachable as error:
        logger.warning("Broker not reachable, a run of %s is not counted: %s", task.name, error)


def task_counts(connection: redis.Redis) -> list[TaskCount]:
    """One per task that ran, by name. Raises Unreachable."""
    found: dict[str, dict[str, float]] = {}
    for key, value in connection.hgetall(COUNTS).items():
        task, _, what = str(key).rpartition(" ")
        found.setdefault(task, {})[what] = float(value)
    return [
        TaskCount(
            task,
            int(values.get("succeeded", 0)),
            int(values.get("failed", 0)),
            values.get("seconds", 0.0),
            values.get("last_success"),
        )
        for task, values in sorted(found.items())
    ]
