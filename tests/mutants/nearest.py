"""Which modules are changed, and which tests stand nearest to each."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.mutants.sandbox import HOUSE

CHANGED = (
    *(f"programs/{room}/**/*.py" for room in ("rules", "terms", "queries", "reports", "todo")),
    *(f"programs/{room}/**/*.py" for room in ("actions", "imports", "letters", "tables", "views")),
    *(f"services/{room}/**/*.py" for room in ("rules", "queries", "reports", "actions", "imports")),
    *("portal/overview/*.py", "portal/map/*.py", "municipalities/models/*.py"),
    *(
        "core/money.py",
        "core/calendar.py",
        "core/reporting.py",
        "core/percent.py",
        "core/rollups.py",
    ),
    *("core/exports/*.py", "core/imports/*.py"),
)
ABOVE = {"core": ("services", "programs", "reports", "portal")}  # who uses what all have in common
MOST_FILES = 12  # of tests in one round
WALKERS = {"reports": "reports/test_declared.py"}  # of a room, beside the tests of the room
SLOW = ("tests/browser", "tests/bench", "tests/faults", "tests/mutants", "tests/ozg_hessen")


def modules() -> list[Path]:
    """The modules of rules, terms, sums and files, in the order of their names."""
    found = {file for pattern in CHANGED for file in HOUSE.glob(pattern)}
    return sorted(file for file in found if file.name != "__init__.py")


def tests_of(module: Path) -> list[list[Path]]:
    """The tests of a module in the order to ask them: its own with those that walk its whole
    room, those of its noun and name, those of the modules that use it, the others of its room.

    Who asks stops at the first that sees a change.
    """
    place = module.relative_to(HOUSE)
    rounds: list[list[Path]] = []
    own = [*_mirrored(place), *_walking(place)]
    for found in (own, _of_noun_or_name(place), _of_users(place), _of_room(place)):
        asked = {file for tests in rounds for file in tests}
        rounds.append([file for file in found if file not in asked][:MOST_FILES])
    return [tests for tests in rounds if tests]


def _mirrored(place: Path) -> list[Path]:
    """The tests of its name, and those of the name of its folder that lie beside that."""
    room = HOUSE / "tests" / place.parent
    own, of_folder = f"test_{place.stem}*.py", f"test_{room.name}*.py"
    return [*sorted(room.glob(own)), *sorted(room.parent.glob(of_folder))]


def _walking(place: Path) -> list[Path]:
    """The tests of the room that mirror no module of it: they walk all of them."""
    if place.parent.parent == Path():
        return []  # an app, whose tests are of many rooms
    stems = [file.stem for file in (HOUSE / place.parent).glob("*.py")]
    beside = [HOUSE / "tests" / WALKERS[room] for room in place.parts[1:2] if room in WALKERS]
    return beside + [
        file
        for file in _of_room(place)
        if not any(file.stem.startswith(f"test_{stem}") for stem in stems)
    ]


def _of_noun_or_name(place: Path) -> list[Path]:
    """The shortest tests first, as any of them may be the one that sees a change."""
    app, names = HOUSE / "tests" / place.parts[0], _names(place)
    found = [
        file
        for file in _tests()
        if (file.name == f"test_{place.stem}.py" and file.is_relative_to(app))
        or names.search(_text(file))
    ]
    return sorted(found, key=lambda file: (file.stat().st_size, file))


def _of_users(place: Path) -> list[Path]:
    """The tests of the modules that use it, the shortest first."""
    names = _names(place)
    users = [
        file.relative_to(HOUSE)
        for app in (place.parts[0], *ABOVE.get(place.parts[0], ()))
        for file in (HOUSE / app).rglob("*.py")
        if names.search(_text(file))
    ]
    found = {test for user in users for test in (*_mirrored(user), *_naming(user))}
    return sorted(found, key=lambda file: (file.stat().st_size, file))


def _naming(place: Path) -> list[Path]:
    names = _names(place)
    return [file for file in _tests() if names.search(_text(file))]


def _of_room(place: Path) -> list[Path]:
    room = HOUSE / "tests" / place.parent
    return sorted((room if room.exists() else room.parent).glob("test_*.py"))


def _names(place: Path) -> re.Pattern[str]:
    dotted = ".".join(place.with_suffix("").parts)
    package, name = dotted.rsplit(".", 1)
    return re.compile(rf"{re.escape(dotted)}\b|from {re.escape(package)} import .*\b{name}\b")


@cache
def _tests() -> list[Path]:
    files = sorted((HOUSE / "tests").rglob("test_*.py"))
    return [file for file in files if not str(file.relative_to(HOUSE)).startswith(SLOW)]


@cache
def _text(file: Path) -> str:
    return file.read_text()
