"""Files of the whole state: a minute and flat memory for 442 bodies x 500 services, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from services.choices import CompetenceLevel
from services.models import Competence, RolloutEvent
from tests.generators import state
from tests.generators.pvog import write_pvog
from tests.generators.xzufi import write_xzufi

DAY = date(2026, 11, 1)
MOST_SECONDS = 60
MOST_KILOBYTES = 300_000
IMPORT = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("import_rollouts", sys.argv[1])
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
"""


def pvog(path: Path) -> None:
    write_pvog(path, [(ars, name) for _ags, ars, name in state.bodies(DAY)], state.services())


def xzufi(path: Path) -> None:
    bodies = [(ags, name) for ags, _ars, name in state.bodies(DAY)]
    write_xzufi(path, bodies, [(key, name) for key, name, _ozg in state.services()])


def run(path: Path, database: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", IMPORT, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


@pytest.mark.parametrize("write", [pvog, xzufi], ids=["pvog", "xzufi"])
def test_file_of_the_whole_state_imports_in_a_minute_and_in_flat_memory(
    write: Callable[[Path], None], tmp_path: Path, committed_db: str
) -> None:
    Competence.objects.update(level=CompetenceLevel.UNCLEAR)  # every body may report everything
    path = tmp_path / "land"
    write(path)
    started = time.monotonic()
    done = run(path, committed_db)
    seconds = time.monotonic() - started
    assert done.returncode == 0, done.stderr
    kilobytes = int(done.stdout.splitlines()[-1])
    print(f"{seconds:.0f} s, {kilobytes // 1024} MB")  # noqa: T201  # shown with -s
    assert RolloutEvent.objects.count() > 190_000
    assert seconds < MOST_SECONDS
    assert kilobytes < MOST_KILOBYTES


@pytest.mark.parametrize("write", [pvog, xzufi], ids=["pvog", "xzufi"])
def test_file_of_the_whole_state_cut_in_the_middle_writes_nothing(
    write: Callable[[Path], None], tmp_path: Path, committed_db: str
) -> None:
    path = tmp_path / "land"
    write(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2 + 7])
    done = run(path, committed_db)
    assert done.returncode == 1
    assert RolloutEvent.objects.count() == 0
