"""Settings under each OZG_ENV, read by real commands."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from core.uploads.checks import check_malware_scanner
from core.uploads.malware import scanner_at
from tests.clamd import clamd
from tests.ozg_hessen.holders import wait_until
from tests.ozg_hessen.test_doors import procfile

PRODUCTION = {
    "OZG_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "postgres://someone:secret@127.0.0.1:1/ozg",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "ozg.example.org",
    "DEFAULT_FROM_EMAIL": "ozg@example.org",
    "EMAIL_URL": "smtp+tls://user:secret@127.0.0.1:1",
}


def environment(tmp_path: Path, **values: str) -> dict[str, str]:
    unset = {*PRODUCTION, "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, "OZG_VAR_DIR": str(tmp_path), **values}


def manage(tmp_path: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment(tmp_path, **values),
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_every_missing_value(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", OZG_ENV="production")
    assert result.returncode == 1
    assert result.stderr == (
        "OZG_ENV=production needs these values: SECRET_KEY, DATABASE_URL, REDIS_URL, "
        "ALLOWED_HOSTS, DEFAULT_FROM_EMAIL, EMAIL_URL\n"
    )


@pytest.mark.parametrize("name", settings.NEEDED_IN_PRODUCTION)
def test_production_refuses_to_start_without_one_value(tmp_path: Path, name: str) -> None:
    result = manage(tmp_path, "check", **{**PRODUCTION, name: ""})
    assert result.returncode == 1
    assert result.stderr == f"OZG_ENV=production needs these values: {name}\n"


def test_production_with_all_values_passes_the_deployment_check(tmp_path: Path) -> None:
    with clamd() as scanner:
        values = {**PRODUCTION, "CLAMD_URL": scanner.url}
        result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **values)
    assert result.stderr == ""
    assert result.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_deployment_check_tells_of_the_malware_scanner(settings: Settings) -> None:
    """Not set is a word to the operator; set and away is an error: no file is taken."""
    assert [found.id for found in check_malware_scanner()] == ["core.I001"]
    with clamd() as scanner:
        settings.MALWARE_SCANNER = scanner_at(scanner.url)
        assert check_malware_scanner() == []
    assert [(found.id, found.is_serious()) for found in check_malware_scanner()] == [
        ("core.E001", True)
    ]


def test_house_does_not_start_with_a_scanner_nobody_can_find(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", CLAMD_URL="/run/clamd.ctl")
    assert result.returncode == 1
    assert result.stderr == (
        "CLAMD_URL=/run/clamd.ctl: expected unix:///run/clamav/clamd.ctl or tcp://host:3310.\n"
    )


def test_beat_starts_in_production_where_its_folder_is_not_there_yet(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    with subprocess.Popen(
        [sys.executable, "-m", *procfile()["beat"].split()],
        cwd=settings.BASE_DIR,
        env=environment(folder, **PRODUCTION),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as beat:
        try:
            wait_until(lambda: beat.poll() is not None or any(folder.glob("celerybeat-schedule*")))
            assert beat.poll() is None
        finally:
            beat.kill()


def test_unknown_environment_is_refused(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", OZG_ENV="staging")
    assert result.stderr == "OZG_ENV=staging: expected demo, test or production.\n"


def test_demo_makes_its_secret_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    show = ("shell", "--verbosity", "0", "--command")
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    addresses = {"DATABASE_URL": PRODUCTION["DATABASE_URL"], "REDIS_URL": PRODUCTION["REDIS_URL"]}
    first, second = (
        manage(tmp_path, *show, code, OZG_ENV="demo", **addresses).stdout for _ in range(2)
    )
    assert first == second
    assert len(first.strip()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
