"""A run through the real worker: taken up by the sweep, made, and ready."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.choices import Role
from reports.choices import RunState
from reports.models import ReportRun, RunResult
from reports.runs import ask_for_run
from tests.brokers import Broker
from tests.factories.accounts import UserFactory


@pytest.mark.celery
def test_worker_makes_a_run_that_nobody_took_up(committed_db: str, broker: Broker) -> None:
    owner = UserFactory.create(roles=[Role.OFFICER])
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    run = ask_for_run("mittel", "xlsx", "", by=owner, at=a_minute_ago)
    with broker.worker(committed_db) as worker:
        broker.send("reports.tasks.sweep_runs")
        worker.wait_for("make_report", "succeeded")
    run.refresh_from_db()
    assert (run.state, run.attempts, run.error) == (RunState.DONE, 1, "")
    assert bytes(RunResult.objects.get(run=run).content).startswith(b"PK")
    assert ReportRun.objects.count() == 1
