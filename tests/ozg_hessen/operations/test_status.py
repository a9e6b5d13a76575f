"""What `manage.py status` says, and what it ends with 1 for."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings

from core.models import DirtyKey, RollupState
from core.rollups import REGISTRY
from core.uploads.malware import scanner_at
from municipalities.models import Municipality
from services.models import MonthEnd
from tests.clamd import VERSION, clamd
from tests.ozg_hessen.test_settings import PRODUCTION, manage

pytestmark = pytest.mark.django_db

KEYS = [
    "municipalities",
    "districts",
    "services",
    "leika_services",
    "programs",
    "grants",
    "ledger_entries",
    "rollout_events",
    "rollups_at",
    "rollups_as_of",
    "rollups_ahead_to",
    "months_ahead",
    "rollups_checked_at",
    "rollup_differences",
    "dirty_keys",
    "dirty_since",
    "missing_migrations",
    "differing_guards",
    "database",
    "replica",
    "replica_lag_bytes",
    "replica_lag_seconds",
    "broker",
    "malware_scanner",
    "demo_data",
]


@pytest.fixture
def settled() -> datetime:
    """A house where all is well; returns now."""
    now = timezone.now()
    DirtyKey.objects.all().delete()
    computed = {"as_of": timezone.localdate(now), "computed_at": now}
    for name in REGISTRY:
        checked = {**computed, "checked_at": now, "differences": 0}
        RollupState.objects.update_or_create(name=name, defaults=checked)
    return now


def status(*arguments: str) -> str:
    out = StringIO()
    call_command("status", *arguments, stdout=out)
    return out.getvalue()


def problems() -> list[str]:
    with pytest.raises(CommandError) as ended:
        status()
    return str(ended.value).splitlines()


def test_status_has_its_keys_and_ends_well(settled: datetime) -> None:
    said = json.loads(status("--json"))
    assert list(said) == KEYS
    counts = [said[key] for key in KEYS[:8]]
    assert counts == [421, 21, 557, 4797, 9, 0, 0, 0]
    assert (said["rollup_differences"], said["missing_migrations"]) == (0, 0)
    assert said["differing_guards"] == []
    assert said["demo_data"] is False
    assert said["database"].startswith("PostgreSQL 18")
    assert said["broker"].startswith("valkey")
    assert said["malware_scanner"] == "none"


def test_status_ends_with_1_without_a_broker(settled: datetime, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert problems() == ["the broker does not answer, nothing is refreshed in the background"]


def test_status_says_who_scans_and_ends_with_1_while_nobody_does(
    settled: datetime, settings: Settings
) -> None:
    with clamd() as running:
        settings.MALWARE_SCANNER = scanner_at(running.url)
        assert json.loads(status("--json"))["malware_scanner"] == VERSION
    remedy = "start clamd or correct CLAMD_URL"
    assert problems() == [f"the malware scanner does not answer, no file is taken: {remedy}"]


def test_json_comes_also_where_something_is_wrong(settled: datetime, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("status", "--json", stdout=out)
    assert json.loads(out.getvalue())["broker"] is None


def test_status_ends_with_1_while_nothing_was_computed() -> None:
    RollupState.objects.all().delete()
    assert problems() == ["the roll-ups were never computed: manage.py rebuild_rollups"]


def test_status_ends_with_1_while_nothing_was_checked(settled: datetime) -> None:
    RollupState.objects.filter(name="budget").update(checked_at=None)
    assert problems() == ["the roll-ups were never checked: manage.py check_rollups"]


def test_status_ends_with_1_after_a_check_that_found_differences(settled: datetime) -> None:
    RollupState.objects.filter(name="budget").update(differences=3)
    assert problems() == ["the roll-ups differ from their check: manage.py check_rollups"]


def test_a_rebuild_forgets_the_differences_and_not_the_day_of_the_check(settled: datetime) -> None:
    """By day an import leads to a rebuild, which the night checks: nothing is wrong till then."""
    RollupState.objects.update(differences=3)
    call_command("rebuild_rollups", stdout=StringIO())
    said = json.loads(status("--json"))
    assert said["rollup_differences"] is None
    assert said["rollups_checked_at"] is not None


def test_status_ends_with_1_where_two_nights_went_unchecked(settled: datetime) -> None:
    RollupState.objects.update(checked_at=settled - timedelta(days=2))
    assert problems() == ["the roll-ups were last checked on 21.11.2026: start worker and beat"]


def test_status_ends_with_1_where_the_roll_ups_are_of_another_day(settled: datetime) -> None:
    RollupState.objects.filter(name="progress").update(as_of=date(2026, 11, 22))
    status()
    RollupState.objects.filter(name="progress").update(as_of=date(2026, 11, 21))
    assert problems() == ["the roll-ups are of 21.11.2026: start worker and beat"]


def test_status_ends_with_1_where_touched_groups_are_left(settled: datetime) -> None:
    key = DirtyKey.objects.create(rollup="budget", noted_at=settled - timedelta(minutes=5))
    status()
    DirtyKey.objects.filter(pk=key.pk).update(noted_at=settled - timedelta(hours=1))
    assert problems() == ["touched groups wait since 23.11.2026 09:00: start worker and beat"]


def test_status_ends_with_1_without_reference_data(settled: datetime) -> None:
    Municipality.objects.update(valid_from=None, valid_to=date(2020, 12, 31))
    assert problems() == ["the reference data is missing: manage.py load_reference"]


def test_status_names_missing_migrations(settled: datetime) -> None:
    recorder = MigrationRecorder(connection)
    newest = recorder.migration_qs.filter(app="programs").order_by("-name")[0]
    recorder.record_unapplied("programs", newest.name)
    assert problems() == ["migrations are missing (1): manage.py migrate"]


def test_status_names_a_guard_that_is_off(settled: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programs_ledgerentry DISABLE TRIGGER USER")
    ((said, remedy),) = (line.split(" in all): ") for line in problems())
    assert said == (
        "triggers or constraints are not those of the migrations "
        "(programs_ledgerentry.append_only, 8"
    )
    assert remedy == "manage.py begin_anew --yes for a demo, docs/operations.md for other houses"


def test_status_says_that_the_database_does_not_answer(tmp_path: Path) -> None:
    ended = manage(tmp_path, "status", **PRODUCTION)
    assert (ended.returncode, ended.stderr.splitlines()) == (
        1,
        [
            "CommandError: the database does not answer",
            "the broker does not answer, nothing is refreshed in the background",
        ],
    )


def test_status_names_what_a_clock_ahead_left_behind(settled: datetime) -> None:
    ahead = timezone.localdate(settled) + timedelta(days=400)
    RollupState.objects.filter(name="budget").update(as_of=ahead)
    MonthEnd.objects.create(day=ahead)
    remedy = "check the clock, then start worker and beat"
    assert problems() == [
        f"roll-ups are of a day to come, {ahead:%d.%m.%Y}: {remedy}",
        f"1 month ends lie in days to come: {remedy}",
    ]


def test_status_is_well_on_the_very_day(settled: datetime) -> None:
    MonthEnd.objects.create(day=timezone.localdate(settled))
    status()
