"""A plugin of pytest that asks the same tests about many changes: loaded once, a fork for each.

A change inside a function is put into the function that is loaded; any other needs a fresh start
and is handed back as such. `--changes FILE` names the module and the sources, in JSON; what came
of each is written beside it.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from django.db import connections

SLACK, LEAST_SECONDS = 4, 60  # a change may take so many times what the tests take without it
PASSED, FAILED, AFRESH = 0, 1, 2  # how a fork ends; a signal is a failure too


class AfreshError(Exception):
    """The change cannot be put into what is loaded."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--changes", type=Path, help="the changes to try, in JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    file = session.config.getoption("--changes")
    asked = json.loads(file.read_text())
    module, before = asked["module"], Path(asked["module"]).read_text()
    start = time.monotonic()
    ends = [_end(session, [], seconds=asked["seconds"])]  # without a change, all have to pass
    seconds = max(LEAST_SECONDS, int(SLACK * (time.monotonic() - start)))
    for source in asked["sources"] if ends == [PASSED] else ():
        try:
            parts = list(_replaced(module, before, source))
        except AfreshError:
            ends.append(AFRESH)
        else:
            ends.append(_end(session, parts, seconds=seconds))
    file.with_suffix(".ends").write_text(json.dumps(ends))
    return True


def _end(
    session: pytest.Session, parts: list[tuple[FunctionType, CodeType]], *, seconds: int
) -> int:
    """How the tests end in a fork in which the functions have the new code."""
    connections.close_all()  # two processes cannot share one
    child = os.fork()
    if child:
        return PASSED if os.waitpid(child, 0)[1] == 0 else FAILED
    signal.alarm(seconds)
    for function, code in parts:
        function.__code__ = code
    try:
        os._exit(PASSED if _passes(session) else FAILED)
    finally:
        os._exit(FAILED)


def _passes(session: pytest.Session) -> bool:
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True


def _replaced(module: str, before: str, source: str) -> Iterator[tuple[FunctionType, CodeType]]:
    """The loaded functions that the change touches, each with its new code.

    Raises AfreshError where it touches anything else.
    """
    old, new = (compile(text, module, "exec", dont_inherit=True) for text in (before, source))
    loaded = [one for one in gc.get_objects() if isinstance(one, FunctionType)]
    for was, becomes in _differing(old, new):
        holders = [one for one in loaded if one.__code__ == was and _file(one) == module]
        if not holders or was.co_freevars != becomes.co_freevars:
            raise AfreshError
        yield from ((one, becomes) for one in holders)


def _file(function: FunctionType) -> str:
    return function.__code__.co_filename


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
