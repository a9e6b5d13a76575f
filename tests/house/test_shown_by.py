"""Pages that name a test for each promise name tests and settings that exist."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from tests.house.test_house import ROOT

PAGE = (ROOT / "docs/rules/shown-by.md").read_text()
SECURITY = (ROOT / "docs/security.md").read_text()
NAMED = re.compile(r"`(test_\w+|tests/[\w/]+\.py)`")
SETTING = re.compile(r"`([A-Z][A-Z0-9_]+)`")
DOOR = re.compile(r"`make (\w+)`")
ROW = re.compile(r"^\| (\d+) \|.*\|$", re.M)


@pytest.mark.parametrize("page", [PAGE, SECURITY], ids=["promises", "security"])
def test_every_test_that_the_page_names_is_there(page: str) -> None:
    named = set(NAMED.findall(page))
    assert len(named) > 20
    files = {str(file.relative_to(ROOT)): file for file in (ROOT / "tests").rglob("*.py")}
    defined = {
        name
        for file in files.values()
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }
    assert named - defined - set(files) == set()


@pytest.mark.parametrize(
    ("title", "promises"), [("Gates", 11), ("Acceptance checks", 14), ("Pitfalls of counting", 12)]
)
def test_every_promise_has_its_test(title: str, promises: int) -> None:
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = list(ROW.finditer(section))
    assert [int(row[1]) for row in rows] == list(range(1, promises + 1))
    bare = [row[0] for row in rows if not NAMED.search(row[0])]
    assert bare == []


def test_every_setting_and_command_that_the_page_of_security_names_is_there() -> None:
    named = set(SETTING.findall(SECURITY))
    assert len(named) > 10
    assert {name for name in named if not hasattr(settings, name)} == set()
    doors = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
    assert set(DOOR.findall(SECURITY)) - set(doors) == set()


def test_every_point_of_security_is_shown_or_left_to_the_operator() -> None:
    rows = [row for row in SECURITY.splitlines() if re.match(r"\| [A-Z]?\d", row)]
    assert len(rows) > 40
    shown = re.compile(f"{NAMED.pattern}|{SETTING.pattern}|{DOOR.pattern}")
    open_points = ("**not met**", "operator:")
    bare = [row for row in rows if not shown.search(row) and not any(p in row for p in open_points)]
    assert bare == []
