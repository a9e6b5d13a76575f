"""The figures of the house itself for Prometheus, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.choices import SecurityKind
from accounts.models import SecurityEvent
from core.bell import Unreachable, broker
from ozg_hessen.keeping import last_backup_at, last_trial_at
from ozg_hessen.operations.status import NO_REPLICA, Status, status
from ozg_hessen.operations.task_counts import QUEUE, task_counts
from reports.choices import RunState
from reports.models import ReportRun

WATCHED = timedelta(hours=1)


class House(Collector):
    """What does not answer is told as down, and its figures are left out: unknown is no zero."""

    def describe(self) -> list[Metric]:
        """Nothing is read when the collector is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        current = status(timezone.localdate(now))
        yield gauge("database_up", "1 while the database answers", current.database is not None)
        yield gauge("broker_up", "1 while the broker answers", current.broker is not None)
        if current.database is not None:
            yield from _of_the_replica(current)
            yield gauge("missing_migrations", "Migrations to be made", current.missing_migrations)
            yield gauge("problems", "What manage.py status names", len(current.problems(now)))
            yield from _of_rollups(current, now)
        if current.database is not None and not current.missing_migrations:
            yield from _of_tables(now)
        yield from _of_the_queue()
        yield gauge("backup_age_seconds", "Since the last backup", age(last_backup_at(), now))
        tried = age(last_trial_at(), now)
        yield gauge("backup_trial_age_seconds", "Since a backup came back on trial", tried)


def _of_the_replica(current: Status) -> Iterator[Metric]:
    is_up = None if current.replica == NO_REPLICA else current.replica is not None
    yield gauge("replica_up", "1 while the replica may be read", is_up)
    yield gauge("replica_lag_seconds", "Behind the primary", current.replica_lag_seconds)
    yield gauge("replica_lag_bytes", "Not replayed of its log", current.replica_lag_bytes)


def _of_rollups(current: Status, now: datetime) -> Iterator[Metric]:
    yield gauge("dirty_keys", "Touched groups that wait for the refresh", current.dirty_keys)
    waited = age(current.dirty_since, now) if current.dirty_keys else current.dirty_keys
    yield gauge("dirty_seconds", "How long the first of them waits", waited)
    yield gauge("rollup_age_seconds", "Since the roll-ups", age(current.rollups_at, now))
    yield gauge("rollup_check_age_seconds", "Since the check", age(current.rollups_checked_at, now))
    yield gauge("rollup_differences", "Found by the last check", current.rollup_differences)


def _of_tables(now: datetime) -> Iterator[Metric]:
    """Jobs by state and the security log of the last hour; kinds without a line are zero."""
    try:
        runs = dict(ReportRun.objects.order_by().values_list("state").annotate(n=Count("pk")))
        events = dict(
            SecurityEvent.objects.filter(at__gt=now - WATCHED)
            .order_by()
            .values_list("kind")
            .annotate(n=Count("pk"))
        )
    except DatabaseError:
        return
    jobs = GaugeMetricFamily("ozg_report_runs", "Reports in the background", labels=["state"])
    for state in RunState.values:
        jobs.add_metric([state], runs.get(state, 0))
    yield jobs
    log = GaugeMetricFamily(
        "ozg_security_events", "Lines of the security log in the last hour", labels=["kind"]
    )
    for kind in SecurityKind.values:
        log.add_metric([kind], events.get(kind, 0))
    yield log


def _of_the_queue() -> Iterator[Metric]:
    try:
        waiting, counts = broker().llen(QUEUE), task_counts(broker())
    except Unreachable:
        return
    yield gauge("queue_tasks", "Tasks that wait for a worker", waiting)
    runs = CounterMetricFamily("ozg_tasks", "Runs of a task", labels=["task", "outcome"])
    seconds = CounterMetricFamily("ozg_task_seconds", "Seconds in a task", labels=["task"])
    last = GaugeMetricFamily(
        "ozg_task_last_success_timestamp_seconds", "Last run that succeeded", labels=["task"]
    )
    for count in counts:
        runs.add_metric([count.task, "succeeded"], count.succeeded)
        runs.add_metric([count.task, "failed"], count.failed)
        seconds.add_metric([count.task], count.seconds)
        if count.last_success is not None:
            last.add_metric([count.task], count.last_success)
    yield from (runs, seconds, last)


def gauge(name: str, what: str, value: float | None) -> GaugeMetricFamily:
    """A figure of the house; without a sample where it is not known."""
    found = GaugeMetricFamily(f"ozg_{name}", what)
    if value is not None:
        found.add_metric([], float(value))
    return found


def age(moment: datetime | None, now: datetime) -> float | None:
    """Seconds from `moment` to `now`; None where there is no moment."""
    return None if moment is None else (now - moment).total_seconds()
