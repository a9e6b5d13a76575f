"""/metrics/ tells requests by page and the state of the house to whoever knows the token."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from accounts.choices import SecurityKind
from accounts.models import SecurityEvent
from core.models import DirtyKey
from core.rollups import REGISTRY
from ozg_hessen.keeping import LAST_BACKUP, last_backup_at
from ozg_hessen.operations.house import age, gauge
from tests.ozg_hessen.operations.test_status import settled  # noqa: F401

TOKEN = "a-token-of-this-test"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _token(settings: Settings, tmp_path: Path) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.VAR_DIR = tmp_path


def figures() -> dict[tuple[str, str], float]:
    """The samples by name and labels, read by Prometheus' own reader."""
    client = Client(headers={"host": "10.0.0.7", "authorization": f"Bearer {TOKEN}"})
    text = client.get("/metrics/").content.decode()
    return {
        (sample.name, " ".join(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize("sent", [None, "Bearer", "Bearer a-token-of-this-tes", f"Token {TOKEN}"])
def test_nobody_reads_figures_without_the_token(sent: str | None) -> None:
    answer = Client(headers={"authorization": sent} if sent else {}).get("/metrics/")
    assert (answer.status_code, answer.content) == (401, b"token missing or wrong\n")


def test_without_a_token_in_the_settings_there_is_no_page(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    answer = Client(headers={"authorization": "Bearer "}).get("/metrics/")
    assert answer.status_code == 404


def test_answers_are_counted_under_the_name_of_their_page(client: Client) -> None:
    before = figures()
    client.get("/anmelden/")
    client.post("/anmelden/", {"login": "clara", "password": "wrong"})
    client.get("/nirgends/clara/")
    client.generic("BREW", "/anmelden/")
    after = figures()
    new = {
        labels: value - before.get((name, labels), 0.0)
        for (name, labels), value in after.items()
        if name == "ozg_requests_total" and value != before.get((name, labels), 0.0)
    }
    assert new == {
        "GET account_login 200": 1.0,
        "POST account_login 200": 1.0,
        "other - 405": 1.0,
        "GET - 404": 1.0,
    }
    seen = ("ozg_request_seconds_count", "account_login")
    assert after[seen] - before.get(seen, 0.0) == 2.0
    assert not [labels for _, labels in after if "clara" in labels]


def test_figures_of_a_house_where_all_is_well(settled: datetime) -> None:  # noqa: F811
    found = figures()
    assert found[("ozg_database_up", "")] == found[("ozg_broker_up", "")] == 1.0
    assert found[("ozg_dirty_keys", "")] == found[("ozg_dirty_seconds", "")] == 0.0
    assert found[("ozg_rollup_differences", "")] == found[("ozg_missing_migrations", "")] == 0.0
    assert 0 <= found[("ozg_rollup_age_seconds", "")] < 60
    assert found[("ozg_report_runs", "failed")] == 0.0
    assert ("ozg_backup_age_seconds", "") not in found  # none was made, which is not zero


def test_waiting_groups_and_failed_sign_ins_are_told(settled: datetime) -> None:  # noqa: F811
    DirtyKey.objects.create(rollup=next(iter(REGISTRY)), key="06")
    DirtyKey.objects.update(noted_at=settled - timedelta(minutes=20))
    SecurityEvent.objects.create(kind=SecurityKind.FAILED)
    found = figures()
    assert found[("ozg_dirty_keys", "")] == 1.0
    assert 1200 <= found[("ozg_dirty_seconds", "")] < 1260
    assert found[("ozg_security_events", "failed")] == 1.0
    assert found[("ozg_security_events", "locked_out")] == 0.0
    assert found[("ozg_problems", "")] >= 1.0


def test_a_broker_that_is_down_takes_its_figures_along(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    found = figures()
    assert found[("ozg_broker_up", "")] == 0.0
    assert ("ozg_queue_tasks", "") not in found
    assert ("ozg_database_up", "") in found


def test_age_of_the_backup_comes_from_its_moment(settings: Settings) -> None:
    made = timezone.now() - timedelta(hours=3)
    (settings.VAR_DIR / LAST_BACKUP).write_text(f"{made.isoformat()}\n")
    assert last_backup_at() == made
    assert 10800 <= figures()[("ozg_backup_age_seconds", "")] < 10860


def test_what_is_unknown_has_no_sample() -> None:
    assert gauge("x", "y", None).samples == []
    assert age(None, timezone.now()) is None
