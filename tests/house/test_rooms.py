"""Rooms stay small enough to find one's way: lines per file, files per folder, names, copies."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

from tests.house.test_house import APPS, ROOT

HOUSE = (*APPS, "ozg_hessen", "demo")
MEDIAN_LINES, P90_LINES, MOST_LINES = 80, 200, 350
MOST_FILES = 20


def code_files() -> list[Path]:
    files = [file for folder in HOUSE for file in (ROOT / folder).rglob("*.py")]
    return sorted(file for file in files if "migrations" not in file.parts)


def test_files_of_code_stay_small() -> None:
    lines = {str(f.relative_to(ROOT)): len(f.read_text().splitlines()) for f in code_files()}
    sizes = sorted(lines.values())
    middle, nine_of_ten, most = median(sizes), sizes[len(sizes) * 9 // 10], sizes[-1]
    print(f"{len(sizes)} files; lines: median {middle}, p90 {nine_of_ten}, max {most}")  # noqa: T201
    assert {name: n for name, n in lines.items() if n > MOST_LINES} == {}
    assert (middle <= MEDIAN_LINES, nine_of_ten <= P90_LINES) == (True, True)


def test_folders_hold_few_files() -> None:
    """Code, tests, templates and style sheets alike."""
    of_code = [*code_files(), *(ROOT / "tests").rglob("*.py")]
    of_pages = [f for root in ("templates", "static") for f in (ROOT / root).rglob("*.*")]
    named = [file for file in (*of_code, *of_pages) if file.name != "__init__.py"]
    rooms = Counter(str(file.parent.relative_to(ROOT)) for file in named)
    large = {room: count for room, count in rooms.items() if count > MOST_FILES}
    assert large == {}


def test_spans_of_days_are_asked_in_one_place() -> None:
    """Whether a span holds a day says core.database.intervals: both ends, in SQL and as filter."""
    by_hand = re.compile(
        r"(valid|used)_to IS NULL OR [\w.]+_to >=? (%\(|\w+\.day)"
        r"|(valid|used)_to__isnull=True\) \| Q\(\w*(valid|used)_to__gte?=(?!F\()"
    )
    found = {
        str(file.relative_to(ROOT)) for file in code_files() if by_hand.search(file.read_text())
    }
    assert _unfilled("holds(") == []
    # Parts of one chain of bodies: the end of the row alone, beside a begin that is computed.
    assert found == {"programs/queries/effect/sql.py"}


def _unfilled(call: str) -> list[str]:
    """Texts that show a call of ours as it stands, because they lack the f before them."""
    return [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in code_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and "{" + call in str(node.value)
    ]


def test_advisory_locks_are_named_in_one_place() -> None:
    locking = re.compile(r"pg_(try_)?advisory")
    found = {
        str(file.relative_to(ROOT)) for file in code_files() if locking.search(file.read_text())
    }
    assert found == {"core/locks.py"}


def test_counting_rules_are_defined_in_one_place() -> None:
    """What a rule divides by what stands in services.rules.counting, in no other mapping."""
    found = defaultdict(list)
    for file in code_files():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Dict | ast.Match) and len(_rules_of(node)) > 2:
                found[str(file.relative_to(ROOT))].append(node.lineno)
    assert set(found) == {"services/rules/counting.py"}, dict(found)


def _rules_of(node: ast.Dict | ast.Match) -> set[str]:
    keys: list[ast.expr | None] = (
        list(node.keys)
        if isinstance(node, ast.Dict)
        else [case.pattern.value for case in node.cases if isinstance(case.pattern, ast.MatchValue)]
    )
    return {
        key.attr
        for key in keys
        if isinstance(key, ast.Attribute)
        and isinstance(key.value, ast.Name)
        and key.value.id == "CountingRule"
    }


def test_addresses_of_pages_are_reversed() -> None:
    """No path of ours is written in code: under a prefix it would lead nowhere."""
    written = re.compile(
        r"f?[\"']/(kommunen|leistungen|zuwendungen|foerderprogramme|fortschritt|berichte|admin)/"
    )
    found = {
        str(file.relative_to(ROOT)) for file in code_files() if written.search(file.read_text())
    }
    assert found == set()
