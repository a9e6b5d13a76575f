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

from tests.mutants.nursery import FAILED, PASSED

HOUSE = Path(__file__).resolve().parents[2]
PLACE = HOUSE / "var" / "mutants"
NOT_COPIED = shutil.ignore_patterns(
    ".*", "var", "node_modules", "staticfiles", "__pycache__", "browser", "bench", "faults"
)
SHARED = ("node_modules", "staticfiles")  # built once; no mutant changes them


FOREIGN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")  # the sandbox has its own
LONGEST = 600  # seconds for the tests of a module, on a machine that does other work too


Done = subprocess.CompletedProcess[bytes]


class NothingToSeeError(Exception):
    """Tests that fail anyway tell nothing of a change."""


class Sandbox:
    """The copy under var/mutants, with databases of its own."""

    def __init__(self) -> None:
        self.root = PLACE / "house"
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(HOUSE, self.root, ignore=NOT_COPIED)
        for name in SHARED:
            if (HOUSE / name).exists():
                (self.root / name).symlink_to(HOUSE / name)
        self._run("-m", "compileall", "-q", ".")

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

    def unseen(self, module: Path, sources: list[str], tests: list[Path]) -> list[str]:
        """The sources that the tests do not tell from the module as it stands.

        Raises NothingToSeeError where the tests fail without any change.
        """
        ends = self._ends(module, sources, tests)
        return [
            source
            for source, end in zip(sources, ends, strict=True)
            if end != FAILED and not self._sees(module, source, tests)
        ]

    def _ends(self, module: Path, sources: list[str], tests: list[Path]) -> list[int]:
        """How the tests end with each of the sources, as far as forks of one process can tell."""
        file = PLACE / "changes.json"
        place = str(self.root / module.relative_to(HOUSE))
        asked = {"module": place, "sources": sources, "seconds": LONGEST}
        file.write_text(json.dumps(asked))
        ends = file.with_suffix(".ends")
        ends.unlink(missing_ok=True)
        done = self._pytest("-p", "tests.mutants.nursery", "--changes", str(file), tests=tests)
        found: list[int] = json.loads(ends.read_text()) if ends.exists() else []
        if found[:1] != [PASSED]:
            raise NothingToSeeError(f"Tests fail without a change:\n{_said(done)}")
        return found[1:]

    def _sees(self, module: Path, source: str, tests: list[Path]) -> bool:
        """Whether a test fails or hangs where everything is loaded while the module says so."""
        place = self.root / module.relative_to(HOUSE)
        before, times = place.read_text(), place.stat()
        try:
            place.write_text(source)
            done = self._pytest("-x", tests=tests, seconds=LONGEST, silent=True)
            return done is None or done.returncode != 0
        finally:
            place.write_text(before)
            os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))  # as it was compiled

    def _pytest(
        self, *options: str, tests: list[Path], seconds: float | None = None, silent: bool = False
    ) -> Done | None:
        """None where it is not done in time; `silent` keeps nothing of what was compiled."""
        names = [str(test.relative_to(HOUSE)) for test in tests]
        python = ["-B"] if silent else []
        asked = (*python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *names)
        try:
            return self._run(*asked, seconds=seconds)
        except subprocess.TimeoutExpired:
            return None

    def _run(self, *arguments: str, seconds: float | None = None) -> Done:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=self._environment(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )

    @staticmethod
    def _environment() -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        return own | {"OZG_ENV": "test"}


def _said(done: Done | None) -> str:
    """The end of what pytest said; a broken module is told on the second stream."""
    return (done.stdout + done.stderr).decode()[-800:] if done else "not done in time"
