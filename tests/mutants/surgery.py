"""Puts other code into the functions of a loaded module, and notes which of them a test runs."""

from __future__ import annotations

import ast
import builtins
import gc
import inspect
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

Parts = list[tuple[FunctionType, CodeType]]
Place = str  # "file:line" of an outermost function
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


def parts_of(module: str, before: str, source: str, loaded: Loaded) -> Parts:
    """The loaded functions that a change of the source touches, each with its new code.

    Raises AfreshError where it touches anything else.
    """
    old, new = (compile(text, module, "exec", dont_inherit=True) for text in (before, source))
    return list(_parts(module, old, new, loaded))


def _parts(
    module: str, old: CodeType, new: CodeType, loaded: Loaded
) -> Iterator[tuple[FunctionType, CodeType]]:
    for was, becomes in _differing(old, new):
        holders = [one for one in loaded[module] if one.__code__ == was]
        if not holders or was.co_freevars != becomes.co_freevars:
            raise AfreshError
        yield from ((one, becomes) for one in holders)


def listening(module: str, before: str, loaded: Loaded, heard: set[Place]) -> Parts:
    """All functions of a module, each with code that first adds its place to `heard`."""
    tree = ast.parse(before)
    for node in _outermost(tree.body):
        place = ast.Constant(f"{module}:{node.lineno}")
        call = ast.Call(ast.Name(SEEN, ast.Load()), [place], [])
        node.body.insert(0, ast.copy_location(ast.Expr(call), node.body[0]))
    setattr(builtins, SEEN, heard.add)
    old = compile(before, module, "exec", dont_inherit=True)
    new = compile(ast.fix_missing_locations(tree), module, "exec", dont_inherit=True)
    try:
        return list(_parts(module, old, new, loaded))
    except AfreshError:
        return []


def places_of(module: str, before: str, line: int) -> set[Place]:
    """The place of the function the line stands in; none for a lambda and outside functions."""
    return {
        f"{module}:{node.lineno}"
        for node in _outermost(ast.parse(before).body)
        if node.lineno <= line <= (node.end_lineno or node.lineno)
    }


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
