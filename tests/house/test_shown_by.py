"""docs/rules/shown-by.md names tests that exist."""

from __future__ import annotations

import re

from tests.house.test_house import ROOT

NAMED = re.compile(r"`(test_\w+|tests/[\w/]+\.py)`")


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(NAMED.findall((ROOT / "docs/rules/shown-by.md").read_text()))
    files = {str(file.relative_to(ROOT)): file for file in (ROOT / "tests").rglob("*.py")}
    defined = {
        name
        for file in files.values()
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }
    assert named - defined - set(files) == set()
