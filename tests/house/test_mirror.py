"""Where something is decided or added up, its test stands at the same place in tests/."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.test_house import ROOT

APPS = ("programs", "services")
ROOMS = ("rules", "terms", "queries", "todo", "actions", "reports")
LONGEST_WITHOUT_TESTS = 60  # lines of a module that others' tests may cover


def mirror(module: Path) -> Path:
    """Where the tests of a module stand: tests/programs/rules/test_funding.py."""
    place = module.relative_to(ROOT)
    return ROOT / "tests" / place.parent / f"test_{place.name}"


def _decides(text: str) -> bool:
    """Whether a module is long and has functions; a table is tested where it is read."""
    is_long = len(text.splitlines()) > LONGEST_WITHOUT_TESTS
    return is_long and any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(text)))


def test_every_module_that_decides_has_tests_of_its_own() -> None:
    modules = [
        module
        for app in APPS
        for room in ROOMS
        for module in (ROOT / app / room).rglob("*.py")
        if _decides(module.read_text())
    ]
    missing = [module for module in modules if not mirror(module).exists()]
    assert [str(module.relative_to(ROOT)) for module in missing] == []
