"""The id of a request goes with the tasks it queues, so that their lines in the log name it."""

from __future__ import annotations

from contextvars import Token
from typing import Any

from celery import Task, signals

from core.http.middleware import REQUEST

HEADER = "ozg_request_id"
_running: dict[str, Token[str]] = {}


@signals.before_task_publish.connect
def send_along(headers: dict[str, Any], **_: Any) -> None:
    headers.setdefault(HEADER, REQUEST.get())


@signals.task_prerun.connect
def take_up(task_id: str, task: Task[Any, Any], **_: Any) -> None:
    """Where no request asked for it, the lines name the task: beat, or a command."""
    asked_by = (task.request.get(HEADER) or "-") if task.request else "-"
    _running[task_id] = REQUEST.set(f"task {task_id}" if asked_by == "-" else asked_by)


@signals.task_postrun.connect
def lay_down(task_id: str, **_: Any) -> None:
    token = _running.pop(task_id, None)
    if token is not None:
        REQUEST.reset(token)
