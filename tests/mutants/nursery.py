"""A plugin of pytest that asks the tests about many changes: all loaded once, a fork for each.

A change is put into the loaded functions of a fork and asked of the tests, file by file, until one
fails that passes without the change. One that fails without it too is named and tells nothing. A
change outside a function, or in one that no test runs, needs a fresh start and is handed back.

`--plan FILE` names modules, sources and tests, in JSON; how each ended is written beside it.
"""

from __future__ import annotations

import builtins
import gc
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from tests import databases
from tests.mutants.surgery import (
    SEEN,
    AfreshError,
    Loaded,
    Parts,
    loaded_functions,
    parts_of,
)

# A busy machine is no mistake that a test saw.
settings.register_profile("mutants", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("mutants")

LONGEST = 120  # seconds for one test, on a machine that does other work too
SURVIVED, KILLED, AFRESH, SLOW = "survived", "killed", "afresh", "slow"
DATABASE = "test_main"  # as tests.conftest calls it


class SlowError(Exception):
    """A test takes too long with the change."""


class Tests:
    """The loaded tests by file, and which of them fail without any change."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self._items = items
        self._passes: dict[str, bool] = {}  # of those that failed with a change

    def ask(self, file: str, parts: Parts) -> tuple[int, str]:
        """How many tests of the file run the functions with their new code, and the first that
        fails for it, "" for none.

        Raises SlowError.
        """
        items, ran = [item for item in self._items if str(item.path) == file], 0
        while items:
            asked, heard = _asked(items, parts)
            ran += heard
            if asked == len(items):
                break
            if self._passes_without(items[asked]):
                return ran, items[asked].nodeid
            items = items[asked + 1 :]
        return ran, ""

    def _passes_without(self, item: pytest.Item) -> bool:
        known = self._passes.get(item.nodeid)
        if known is None:
            known = self._passes[item.nodeid] = _asked([item], [])[0] == 1
            if not known:
                print(f"fails without a change: {item.nodeid}", file=sys.stderr, flush=True)
        return known


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--plan", type=Path, help="the changes to try, in JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    file = session.config.getoption("--plan")
    plan = json.loads(file.read_text())
    with (
        session.config.stash[blocking_manager_key].unblock(),
        pytest.MonkeyPatch.context() as patch,
    ):
        databases.clone(DATABASE)
        _share_the_database(patch)
        connections.close_all()
        _try_all(session, plan, file.with_suffix(".ends"))
    return True


def _share_the_database(patch: pytest.MonkeyPatch) -> None:
    """Let all forks use one database, one after the other: every test rolls back."""
    clone, drop = databases.clone, databases.drop

    def clone_other(name: str) -> None:
        (databases.connect_to if name == DATABASE else clone)(name)

    def drop_other(name: str, *, then: str) -> None:
        if name != DATABASE:
            drop(name, then=then)

    patch.setattr(databases, "clone", clone_other)
    patch.setattr(databases, "drop", drop_other)


def _try_all(session: pytest.Session, plan: list[dict[str, Any]], ends: Path) -> None:
    for asked in plan:
        import_module(asked["name"])
    gc.unfreeze()  # what tests.conftest froze would not be found
    tests, loaded = Tests(session.items), loaded_functions()
    gc.freeze()
    with ends.open("w") as out:
        for asked in plan:
            found = [_tried(tests, loaded, asked, *change) for change in asked["changes"]]
            out.writelines(f"{json.dumps(line)}\n" for line in found)
            out.flush()
            counted = Counter(end for _place, end, _test in found)
            print(f"{asked['name']}: {dict(counted)}", file=sys.stderr, flush=True)


def _tried(
    tests: Tests, loaded: Loaded, asked: dict[str, Any], source: str, line: int
) -> list[str]:
    """The place of a change, how it ended, and which test saw it."""
    name = f"{asked['name']}:{line}"
    before, ran = Path(asked["module"]).read_text(), 0
    try:
        parts = parts_of(asked["module"], before, source, line, loaded)
        for file in chain.from_iterable(asked["rounds"]):
            heard, seen = tests.ask(file, parts)
            if seen:
                return [name, KILLED, seen]
            ran += heard
    except AfreshError:
        return [name, AFRESH, ""]
    except SlowError:
        return [name, SLOW, ""]
    # what no test runs may run while modules are loaded
    return [name, SURVIVED, f"{ran} tests"] if ran else [name, AFRESH, ""]


def _asked(items: list[pytest.Item], parts: Parts) -> tuple[int, int]:
    """How many tests pass in a fork before one fails in which the functions have the new code,
    and how many run it.

    Raises SlowError.
    """

    def run() -> str:
        heard: list[bool] = []
        setattr(builtins, SEEN, lambda: heard.append(True))
        for function, code in parts:
            function.__code__ = code
        ran = 0
        for passed, item in enumerate(items):
            signal.alarm(LONGEST)
            heard.clear()
            passes = _passes(item, items)
            ran += bool(heard)
            if not passes:
                return json.dumps((passed, ran))
        return json.dumps((len(items), ran))

    passed, ran = json.loads(_forked(run))
    return passed, ran


def _passes(item: pytest.Item, items: list[pytest.Item]) -> bool:
    following = next(iter(items[items.index(item) + 1 :]), None)
    failed = item.session.testsfailed
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return item.session.testsfailed == failed


def _forked(run: Callable[[], str]) -> str:
    """What `run` says in a fork; raises SlowError where the fork ends otherwise."""
    connections.close_all()  # two processes cannot share one
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        if os.waitpid(child, 0)[1] != 0:
            raise SlowError
        return said
    try:
        said = run()
        with os.fdopen(writing, "w") as pipe:
            pipe.write(said)
        os._exit(0)
    finally:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
