"""The queue between web server and worker, with a real broker, a stopped one and a hanging one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from celery.schedules import crontab
from django.conf import settings

from ozg_hessen.celery import app
from tests.brokers import Broker

PUBLISH = """
from time import monotonic
from kombu.exceptions import OperationalError
from core.tasks import refresh_rollups
start = monotonic()
try:
    refresh_rollups.apply_async(retry=False)
except OperationalError:
    print("refused" if monotonic() - start < 3 else "too late")
"""


@pytest.fixture
def hanging_broker() -> Iterator[str]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def published(redis_url: str) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", PUBLISH],
        env={**os.environ, "REDIS_URL": redis_url},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    ).stdout


def test_stopped_broker_is_reported_at_once() -> None:
    assert published("redis://127.0.0.1:1/0") == "refused\n"


def test_hanging_broker_is_reported_within_three_seconds(hanging_broker: str) -> None:
    assert published(hanging_broker) == "refused\n"


def test_beat_sweeps_by_day_and_checks_at_night() -> None:
    app.loader.import_default_modules()
    schedule = {
        entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }
    assert schedule == {
        "core.tasks.refresh_rollups": 30.0,
        "services.tasks.refresh_months": 60.0,
        "services.tasks.check_months": crontab(hour="3", minute="30"),
        "core.tasks.rebuild_and_check_rollups": crontab(hour="2", minute="30"),
        "programs.tasks.follow_calendar": crontab(hour="4", minute="30"),
        "portal.tasks.send_weekly_mails": crontab(hour="6", minute="30", day_of_week="1-5"),
        "core.tasks.seal_histories": crontab(hour="1", minute="30"),
        "reports.tasks.follow_schedules": 300.0,
        "accounts.tasks.end_security_log": crontab(hour="5", minute="30"),
        "accounts.tasks.remind_of_barriers": crontab(hour="5", minute="15"),
        "core.tasks.forget_old_forms": crontab(hour="4", minute="45"),
        "reports.tasks.sweep_runs": 60.0,
        "reports.tasks.forget_old_runs": crontab(hour="5", minute="0"),
    }
    assert set(schedule) <= set(app.tasks)


@pytest.mark.celery
def test_worker_takes_tasks_before_and_after_the_broker_was_gone(
    committed_db: str, broker: Broker
) -> None:
    with broker.worker(committed_db) as worker:
        broker.send("core.tasks.refresh_rollups")
        worker.wait_for("refresh_rollups", "succeeded")
        broker.wait_until_acknowledged()
        broker.stop()
        worker.wait_for("Connection to broker lost")
        broker.start()
        broker.send("core.tasks.refresh_rollups")
        worker.wait_for("refresh_rollups", "succeeded")


@pytest.mark.celery
def test_worker_stops_when_told(committed_db: str, broker: Broker) -> None:
    with broker.worker(committed_db) as worker:
        worker.wait_for("ready.")
        worker.process.terminate()
        assert worker.process.wait(timeout=10) == 0


@pytest.mark.celery
@pytest.mark.skipif(os.getuid() != 0, reason="Celery warns root")
@pytest.mark.parametrize(("environment", "is_warned"), [("demo", False), ("test", True)])
def test_only_the_demo_keeps_silent_about_root(
    committed_db: str,
    broker: Broker,
    monkeypatch: pytest.MonkeyPatch,
    environment: str,
    is_warned: bool,
) -> None:
    monkeypatch.setenv("OZG_ENV", environment)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")
    with broker.worker(committed_db) as worker:
        worker.wait_for("ready.")
    assert any("superuser privileges" in line for line in worker.said) is is_warned
