"""docs/rules/shown-by.md names a test for each promise, and tests that exist."""

from __future__ import annotations

import re

import pytest

from tests.house.test_house import ROOT

PAGE = (ROOT / "docs/rules/shown-by.md").read_text()
NAMED = re.compile(r"`(test_\w+|tests/[\w/]+\.py)`")
ROW = re.compile(r"^\| (\d+) \|.*\|$", re.M)


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(NAMED.findall(PAGE))
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
