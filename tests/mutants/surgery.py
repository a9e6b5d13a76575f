"""Puts other code into the functions of a loaded module, code that tells when it is run."""

from __future__ import annotations

import ast
import gc
import inspect
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

Parts = list[tuple[FunctionType, CodeType]]
SEEN = "__a_function_is_run__"
Loaded = dict[str, list[FunctionType]]


class AfreshError(Exception):
    """The change cannot be put into what is loaded."""


def loaded_functions() -> Loaded:
    """The loaded functions by the file they stand in."""
    found: Loaded = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found[one.__code__.co_filename].append(one)
    return found


def parts_of(module: str, before: str, source: str, line: int, loaded: Loaded) -> Parts:
    """The loaded functions that a change of the line touches, each with its new code, which first
    calls `SEEN`.

    Raises AfreshError where it touches anything else.
    """
    tree = ast.parse(source)
    for node in _outermost(tree.body):
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            call = ast.Call(ast.Name(SEEN, ast.Load()), [], [])
            node.body.insert(0, ast.copy_location(ast.Expr(call), node.body[0]))
    old = compile(before, module, "exec", dont_inherit=True)
    new = compile(ast.fix_missing_locations(tree), module, "exec", dont_inherit=True)
    return list(_parts(module, old, new, loaded))


def _parts(
    module: str, old: CodeType, new: CodeType, loaded: Loaded
) -> Iterator[tuple[FunctionType, CodeType]]:
    for was, becomes in _differing(old, new):
        holders = [one for one in loaded[module] if one.__code__ == was]
        if not holders or was.co_freevars != becomes.co_freevars:
            raise AfreshError
        yield from ((one, becomes) for one in holders)


def _outermost(body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _outermost(node.body)


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The outermost functions whose code differs; raises AfreshError for anything outside them."""
    if old == new:
        return
    if old.co_flags & inspect.CO_OPTIMIZED:
        yield old, new
        return
    within, becoming = _codes(old), _codes(new)
    if _own(old) != _own(new) or len(within) != len(becoming):
        raise AfreshError
    for was, becomes in zip(within, becoming, strict=True):
        yield from _differing(was, becomes)


def _codes(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def _own(code: CodeType) -> tuple[Any, ...]:
    """What the body of a module or class does itself, apart from what it defines."""
    plain = [repr(const) for const in code.co_consts if not isinstance(const, CodeType)]
    return code.co_code, code.co_names, plain
