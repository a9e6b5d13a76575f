"""Where something is decided or added up, its test stands at the same place in tests/."""

from __future__ import annotations

from pathlib import Path

from tests.house.test_house import ROOT

APPS = ("programs", "services")
ROOMS = ("rules", "terms", "queries", "todo", "actions", "reports")
LONGEST_WITHOUT_TESTS = 60  # lines of a module that others' tests may cover
# Modules whose tests still stand elsewhere, by room. Only ever gets shorter.
ELSEWHERE: dict[str, set[str]] = {
    "programs/rules": {"kinds"},
    "programs/terms": {"allocation"},
    "programs/queries": {
        "budget/cap",
        "budget/hkr",
        "budget/reconciliation",
        "call",
        "cooperation",
        "deadlines",
        "efa",
        "effect/sql",
        "in_kind",
        "owed",
        "proposal",
        "reclaim",
        "reporting/changes",
        "reporting/parliament",
        "reporting/recipient",
    },
    "programs/todo": {"budget", "case_filters", "cases", "money", "reclaims"},
    "programs/actions": {
        "budget/changes",
        "budget/reconciliation",
        "closing",
        "decision/finality",
        "efa/way_back",
        "payment/orders",
        "proof/interim",
        "published",
        "reclaim/booking",
        "way_back/undo_claims",
        "way_back/withdrawing",
    },
    "services/queries": {"checks", "counting", "months", "next_steps", "quality"},
    "services/actions": {
        "changes",
        "problems",
        "ratings",
        "rollout_sql",
        "rollout_writing",
        "succession",
    },
}


def mirror(module: Path) -> Path:
    """Where the tests of a module stand: tests/programs/rules/test_funding.py."""
    place = module.relative_to(ROOT)
    return ROOT / "tests" / place.parent / f"test_{place.name}"


def rooms() -> dict[str, list[Path]]:
    """The modules that are long enough for tests of their own, by room."""
    return {
        f"{app}/{room}": [
            module
            for module in sorted((ROOT / app / room).rglob("*.py"))
            if len(module.read_text().splitlines()) > LONGEST_WITHOUT_TESTS
        ]
        for app in APPS
        for room in ROOMS
        if (ROOT / app / room).is_dir()
    }


def _name(module: Path, room: str) -> str:
    return str(module.relative_to(ROOT / room).with_suffix(""))


def test_every_module_that_decides_has_tests_of_its_own() -> None:
    missing = {
        room: names
        for room, modules in rooms().items()
        if (names := {_name(module, room) for module in modules if not mirror(module).exists()})
    }
    assert missing == ELSEWHERE
