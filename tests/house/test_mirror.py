"""Where something is decided or added up, its test stands at the same place in tests/; and what a
table refuses, a test names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from tests.house.test_house import ROOT

APPS = ("programs", "services")
ROOMS = ("rules", "terms", "queries", "todo", "actions", "reports")
CONSTRAINED = ("programs", "services", "accounts", "municipalities", "reports")
# Made for many tables alike, and tested where they are made.
OF_ALL = re.compile(r"_days_can_be_meant$|_not_before_|^cancelled_\w+_(has_reason|four_eyes)$")
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


def _constraints() -> Iterator[str]:
    for app in CONSTRAINED:
        for model in apps.get_app_config(app).get_models():
            yield from (held.name for held in model._meta.constraints)


def test_every_constraint_is_named_by_a_test() -> None:
    said = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("*.py"))
    named_nowhere = {name for name in _constraints() if name not in said}
    assert {name for name in named_nowhere if not OF_ALL.search(name)} == set()
