"""All single changes that a module can suffer, and the module with one of them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.money import SwapMoney

# Operators that change what is no decision of ours, or what no test could see.
LEFT_OUT = (
    *("NoOp", "RemoveDecorator", "ExceptionReplacer", "Variable"),
    "ReplaceBinaryOperator_Mod",  # puts values into sentences
    # None and the members of an enumeration are equal to themselves alone
    *("ReplaceComparisonOperator_Is_Eq", "ReplaceComparisonOperator_IsNot_NotEq"),
)
SILENT = ("strict", "frozen", "max_length", "max_digits")  # keywords
Position = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """One change: where it stands, and what makes it."""

    module: Path
    start: Position  # line and column
    operator: str
    occurrence: int

    @property
    def place(self) -> tuple[Path, Position, str]:
        """Where it stands and of which family it is: `<` to `<=` and `<` to `>` are of one."""
        return self.module, self.start, self.operator.split("_")[0]

    def of(self, source: str) -> str | None:
        """The source with this change; None where it makes no difference or no Python."""
        changed: str | None = mutate_code(source, _operator(self.operator), self.occurrence)
        return changed if changed != source and changed and _is_python(changed) else None


def changes_of(module: Path) -> list[Change]:
    """Every change of the module, save those that nothing could see."""
    source = module.read_text()
    silent = list(_silent(ast.parse(source)))
    nodes = list(ast_nodes(get_ast(source)))
    return [
        Change(module, start, name, occurrence)
        for name in _names()
        for occurrence, start in enumerate(_positions(nodes, name))
        if not any(begin <= start < end for begin, end in silent)
    ]


def _is_python(source: str) -> bool:
    """`not f(*values)` in the place of `*values`, say, is none; nor is what Python warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", SyntaxWarning)  # `is` beside a literal is luck
        try:
            compile(source, "mutant", "exec")
        except SyntaxError:
            return False
    return True


def _positions(nodes: list[Any], name: str) -> Iterator[Position]:
    operator = _operator(name)
    for node in nodes:
        for start, _end in operator.mutation_positions(node):
            yield start


@cache
def _names() -> list[str]:
    names = [n for n in operator_names() if not n.split("/")[-1].startswith(LEFT_OUT)]
    return [*names, SwapMoney.__name__]


@cache
def _operator(name: str) -> Any:
    return SwapMoney() if name == SwapMoney.__name__ else get_operator(name)()


def _silent(tree: ast.Module) -> Iterator[tuple[Position, Position]]:
    """Where no test sees a thing: annotations, imports, what only guards against our mistakes,
    the widths of columns (the check of the migrations sees them)."""
    for node in ast.walk(tree):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.ImportFrom | ast.Import):
            parts.append(node)
        if isinstance(node, ast.keyword) and node.arg in SILENT:
            parts.append(node.value)
        for part in parts:
            if isinstance(part, ast.expr | ast.stmt):
                end = (part.end_lineno or part.lineno, part.end_col_offset or 0)
                yield (part.lineno, part.col_offset), end
