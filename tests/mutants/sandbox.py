"""A copy of the house in which one file at a time is changed and its tests are run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.mutants.nursery import KILLED, SLOW, SURVIVED

HOUSE = Path(__file__).resolve().parents[2]
PLACE = HOUSE / "var" / "mutants"
NOT_COPIED = shutil.ignore_patterns(
    ".*", "var", "node_modules", "staticfiles", "__pycache__", "browser", "bench", "faults"
)
SHARED = ("node_modules", "staticfiles")  # built once; no mutant changes them


FOREIGN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")  # the sandbox has its own
LONGEST = 600  # seconds for the tests of a module, on a machine that does other work too
HOW = {0: "", 1: "a test fails", 2: "the tests cannot be loaded"}

Plan = list[dict[str, Any]]  # of each module: its name and file, changes, rounds of tests
End = tuple[str, str]  # how a change ends, and who saw it


class NothingToSeeError(Exception):
    """Tests that do not run tell nothing of a change."""


class Sandbox:
    """The copy under var/mutants, with databases of its own."""

    def __init__(self) -> None:
        self.root = PLACE / "house"
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(HOUSE, self.root, ignore=NOT_COPIED)
        for name in SHARED:
            if (HOUSE / name).exists():
                (self.root / name).symlink_to(HOUSE / name)
        command = [sys.executable, "-m", "compileall", "-q", "."]
        subprocess.run(command, cwd=self.root, env=self._environment(), check=False)

    @contextmanager
    def servers(self) -> Iterator[None]:
        """Keeps the servers of the copy running, so that no run waits for their start."""
        command = [sys.executable, "manage.py", "keep_servers"]
        keeper = subprocess.Popen(command, cwd=self.root, env=self._environment())
        try:
            yield
        finally:
            keeper.terminate()
            keeper.wait()

    def ends(self, plan: Plan) -> list[End]:
        """How the changes of the plan end in forks of one process, in the order of the plan.

        Raises NothingToSeeError where the tests cannot be loaded.
        """
        file = PLACE / "plan.json"
        file.write_text(json.dumps(plan))
        ends = file.with_suffix(".ends")
        ends.unlink(missing_ok=True)
        tests = sorted({test for asked in plan for files in asked["rounds"] for test in files})
        done = self._pytest("-p", "tests.mutants.nursery", "--plan", str(file), tests=tests)
        found = (
            [json.loads(line) for line in ends.read_text().splitlines()] if done is not None else []
        )
        if len(found) != sum(len(asked["changes"]) for asked in plan):
            raise NothingToSeeError(f"The tests end early: {PLACE / 'plan.log'}.")
        return [(end, test) for _place, end, test in found]

    def end_afresh(self, module: Path, source: str, rounds: list[list[str]]) -> End:
        """How a change ends where everything is loaded while the module says so."""
        place = self.place_of(module)
        before, times = place.read_text(), place.stat()
        try:
            place.write_text(source)
            codes = (self._pytest("-x", tests=tests, seconds=LONGEST) for tests in rounds)
            seen = next((code for code in codes if code != 0), 0)
        finally:
            place.write_text(before)
            os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))  # as it was compiled
        if seen is None:
            return SLOW, ""
        if seen not in HOW:
            raise NothingToSeeError(f"pytest ends with {seen}.")
        return (KILLED if seen else SURVIVED), HOW[seen]

    def place_of(self, file: Path) -> Path:
        """Where a file of the house stands in the copy."""
        return self.root / file.relative_to(HOUSE)

    def _pytest(self, *options: str, tests: list[str], seconds: float | None = None) -> int | None:
        """The exit code of the tests; None where they are not done in time."""
        asked = ("-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *tests)
        with (PLACE / "plan.log").open("w") as log:
            command = [sys.executable, *asked]
            try:
                return subprocess.run(
                    command,
                    cwd=self.root,
                    env=self._environment(),
                    stdout=log,
                    timeout=seconds,
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                return None

    @staticmethod
    def _environment() -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        return own | {"OZG_ENV": "test"}
