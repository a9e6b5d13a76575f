"""The packages that the lock files pin, and the one of KERN."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent.parent
RUNTIME, TOOLS = "requirements.txt", "requirements-dev.txt"
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Pin:
    """One package in one version, with the check sums of its files."""

    name: str
    version: str
    digests: tuple[str, ...]
    is_shipped: bool  # part of the running house; otherwise a tool of tests and checks


def pins() -> list[Pin]:
    """Every pinned package of Python; one that both files name is shipped."""
    shipped = list(_read(RUNTIME, is_shipped=True))
    names = {pin.name for pin in shipped}
    return shipped + [pin for pin in _read(TOOLS, is_shipped=False) if pin.name not in names]


def _read(file: str, *, is_shipped: bool) -> Iterator[Pin]:
    whole = (ROOT / file).read_text().replace("\\\n", " ")
    for line in filter(None, map(str.strip, whole.splitlines())):
        wanted = Requirement(line.partition(" --hash")[0])
        (pinned,) = wanted.specifier
        yield Pin(wanted.name, pinned.version, tuple(HASH.findall(line)), is_shipped)


def styles() -> dict[str, dict[str, str]]:
    """The packages of npm with their licences: only their styles and fonts are used."""
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {
        place.removeprefix("node_modules/"): entry for place, entry in locked.items() if place != ""
    }
