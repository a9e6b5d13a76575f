"""No function takes more than a few decisions, counted with conditions and comprehensions.

ruff's C901 (8) counts branches alone; a function of nested comprehensions passes it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.test_house import ROOT
from tests.house.test_rooms import code_files

MOST_DECISIONS = 12
Function = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert)


def inside(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of the functions and classes in it."""
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, Function | ast.ClassDef):
            yield node
            yield from inside(node)


def decisions(function: Function) -> int:
    """One, and one for each branch, operand of a condition, comprehension and its conditions."""
    count = 1
    for node in inside(function):
        match node:
            case ast.BoolOp():
                count += len(node.values) - 1
            case ast.comprehension():
                count += 1 + len(node.ifs)
            case ast.match_case():
                count += 1
            case _:
                count += isinstance(node, BRANCHES)
    return count


def test_functions_take_few_decisions() -> None:
    found = {
        f"{file.relative_to(ROOT)}:{node.name}": decisions(node)
        for file in code_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, Function)
    }
    assert {name: count for name, count in found.items() if count > MOST_DECISIONS} == {}


def test_decisions_are_counted_in_comprehensions_and_conditions() -> None:
    text = "def f(a):\n    return [x for x in a if x and x > 1] if a else None"
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    assert decisions(function) == 5
