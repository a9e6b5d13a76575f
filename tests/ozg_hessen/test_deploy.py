"""The files for an operations team fit the house they are for."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.core.management import get_commands

from manage import AS_OWNER
from ozg_hessen.operations.house import House
from ozg_hessen.operations.metrics import requests_of, seconds_of
from tests.ozg_hessen.test_doors import procfile

DEPLOY = settings.BASE_DIR / "deploy"


@pytest.mark.django_db
def test_alerts_and_dashboard_ask_for_figures_that_there_are() -> None:
    there = {"ozg_requests", "ozg_request_seconds", *(found.name for found in House().collect())}
    assert {requests_of._name, seconds_of._name} <= there
    text = (DEPLOY / "alerts.yml").read_text() + (DEPLOY / "grafana.json").read_text()
    asked = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"\bozg_\w+", text)}
    assert asked - there == set()
    assert len(asked) > 10


def test_dashboard_is_whole() -> None:
    panels = json.loads((DEPLOY / "grafana.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])


@pytest.mark.parametrize("process", ["web", "worker", "beat"])
def test_units_start_what_the_procfile_starts(process: str) -> None:
    unit = (DEPLOY / "systemd" / f"ozg-hessen-{process}.service").read_text()
    starts = re.search(r"^ExecStart=/opt/ozg-hessen/.venv/bin/(.*)$", unit, re.MULTILINE)
    assert starts
    assert starts[1] == procfile()[process].replace(" --loglevel INFO", "")
    assert "Restart=always" in unit
    assert "OZG_ENV=production" in unit


def test_no_unit_is_without_its_process() -> None:
    units = DEPLOY / "systemd"
    timed = {path.stem for path in units.glob("*.timer")}
    services = {path.stem for path in units.glob("*.service")}
    assert timed == {"ozg-hessen-backup", "ozg-hessen-backup-trial"}
    assert services - timed == {f"ozg-hessen-{process}" for process in procfile()}
    assert services > timed


@pytest.mark.parametrize(
    ("unit", "when"), [("ozg-hessen-backup", "daily"), ("ozg-hessen-backup-trial", "weekly")]
)
def test_timed_units_call_a_command_of_the_owner(unit: str, when: str) -> None:
    service = (DEPLOY / "systemd" / f"{unit}.service").read_text()
    starts = re.search(r"^ExecStart=\S+/python manage.py (\w+) \S+$", service, re.MULTILINE)
    assert starts
    assert starts[1] in AS_OWNER
    assert starts[1] in get_commands()
    timer = (DEPLOY / "systemd" / f"{unit}.timer").read_text()
    assert f"OnCalendar={when}\n" in timer
