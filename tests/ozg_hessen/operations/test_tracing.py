"""A task carries the id of the request that asked for it, and each run is counted."""

from __future__ import annotations

from time import monotonic, sleep

from redis import Redis

from core.http.middleware import REQUEST
from core.tasks import forget_old_forms, refresh_rollups
from ozg_hessen.celery import app
from ozg_hessen.operations.task_counts import TaskCount, task_counts
from tests.brokers import SECONDS, Broker

FORGET, REFRESH = forget_old_forms.name, refresh_rollups.name


def counted(broker: Broker, runs: int) -> list[TaskCount]:
    """The counts, as soon as they hold so many runs."""
    until = monotonic() + SECONDS
    with Redis.from_url(broker.url, decode_responses=True) as client:
        while sum(count.succeeded + count.failed for count in task_counts(client)) < runs:
            assert monotonic() < until, f"not {runs} runs were counted"
            sleep(0.05)
        return task_counts(client)


def test_lines_of_a_task_name_its_request_or_itself(broker: Broker, committed_db: str) -> None:
    token = REQUEST.set("4f2a97")
    with app.connection_for_write(broker.url) as connection:
        app.send_task(FORGET, connection=connection)
        REQUEST.reset(token)
        app.send_task(FORGET, connection=connection)
        app.send_task(REFRESH, args=["one too many"], connection=connection)
    with broker.worker(committed_db) as worker:
        worker.wait_for("[4f2a97]", FORGET, "succeeded")
        worker.wait_for("[task ", FORGET, "succeeded")
        forget, refresh = counted(broker, runs=3)
    assert (forget.task, forget.succeeded, forget.failed) == (FORGET, 2, 0)
    assert forget.seconds > 0
    assert forget.last_success is not None
    assert refresh == TaskCount(REFRESH, failed=1, seconds=refresh.seconds)
