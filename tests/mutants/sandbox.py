"""A copy of the house in which one file at a time is changed and its tests are run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PLACE = HOUSE / "var" / "mutants"
NOT_COPIED = shutil.ignore_patterns(
    ".*", "var", "node_modules", "staticfiles", "__pycache__", "browser", "bench", "faults"
)
SHARED = ("node_modules", "staticfiles")  # built once; no mutant changes them


class Sandbox:
    """The copy under var/mutants, with databases of its own."""

    def __init__(self) -> None:
        self.root = PLACE / "house"
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(HOUSE, self.root, ignore=NOT_COPIED)
        for name in SHARED:
            if (HOUSE / name).exists():
                (self.root / name).symlink_to(HOUSE / name)

    def refusal(self, tests: list[Path], *, seconds: float) -> str:
        """What pytest says at its end where a test fails or hangs; nothing where all pass."""
        names = [str(test.relative_to(HOUSE)) for test in tests]
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *names]
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
        }
        try:
            done = subprocess.run(
                command,
                cwd=self.root,
                env=environment | {"OZG_ENV": "test", "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"not done after {seconds:.0f} s"
        said = done.stdout + done.stderr  # a broken module is told on the second
        return f"exit {done.returncode}: {said.decode()[-500:]}" if done.returncode else ""

    def sees(self, module: Path, source: str, tests: list[Path], *, seconds: float) -> bool:
        """Whether a test fails or hangs while the module says `source`."""
        place = self.root / module.relative_to(HOUSE)
        before = place.read_text()
        try:
            place.write_text(source)
            return self.refusal(tests, seconds=seconds) != ""
        finally:
            place.write_text(before)
