"""A plugin of pytest that asks the tests about many changes: all loaded once, a fork for each.

A file of tests first runs in a fork that notes how long each takes and which functions it runs;
one that fails there tells nothing and is left out. A change is put into the loaded functions of a
fork of its own and asked of the tests that run them, file by file, the quick ones first. A change
outside a function needs a fresh start and is handed back as such.

`--plan FILE` names modules, sources and tests, in JSON; how each ended is written beside it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
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
    AfreshError,
    Parts,
    Place,
    listening,
    loaded_functions,
    parts_of,
    places_of,
)

# A busy machine is no mistake that a test saw.
settings.register_profile("mutants", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("mutants")

SLACK, LEAST_SECONDS = 4, 120  # a change may take so many times what its tests take without it
SURVIVED, KILLED, AFRESH, SLOW = "survived", "killed", "afresh", "slow"
DATABASE = "test_main"  # as tests.conftest calls it


@dataclass(frozen=True)
class Note:
    """What a test did without any change."""

    item: pytest.Item
    seconds: float
    ran: frozenset[Place]


class Notebook:
    """What the tests do without any change, noted file by file when first asked for."""

    def __init__(self, session: pytest.Session, plan: list[dict[str, Any]]) -> None:
        self.loaded = loaded_functions()
        self._items = session.items
        self._heard: set[Place] = set()
        self._ears = [
            part
            for asked in plan
            for part in listening(
                asked["module"], Path(asked["module"]).read_text(), self.loaded, self._heard
            )
        ]
        self._noted: dict[str, list[Note]] = {}  # by file

    def fitting(self, file: str, places: set[Place]) -> list[Note]:
        """The tests of the file that run one of the functions, the quick ones first.

        Where no function is known, all tests of the file.
        """
        if file not in self._noted:
            self._note(file)
        found = [note for note in self._noted[file] if not places or note.ran & places]
        return sorted(found, key=lambda note: note.seconds)

    def _note(self, file: str) -> None:
        """Run the tests of the file in a fork; those that fail are named and left out."""
        items = [item for item in self._items if str(item.path) == file]
        self._noted[file] = []
        found = json.loads(_forked(lambda: json.dumps(self._listen(items)), seconds=0) or "[]")
        if len(found) != len(items):
            print(f"end early without a change: {file}", file=sys.stderr, flush=True)
        for item, (passes, seconds, ran) in zip(items, found, strict=False):
            if passes:
                self._noted[file].append(Note(item, seconds, frozenset(ran)))
            else:
                print(f"fails without a change: {item.nodeid}", file=sys.stderr, flush=True)

    def _listen(self, items: list[pytest.Item]) -> list[tuple[bool, float, list[Place]]]:
        for function, code in self._ears:
            function.__code__ = code
        found = []
        for item in items:
            self._heard.clear()
            start = time.monotonic()
            passes = _passes(item, items)
            found.append((passes, time.monotonic() - start, sorted(self._heard)))
        return found


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
    notebook = Notebook(session, plan)
    gc.freeze()
    with ends.open("w") as out:
        for asked in plan:
            found = [_tried(notebook, asked, *change) for change in asked["changes"]]
            out.writelines(f"{json.dumps(line)}\n" for line in found)
            out.flush()
            counted = Counter(end for _place, end, _test in found)
            print(f"{asked['name']}: {dict(counted)}", file=sys.stderr, flush=True)


def _tried(notebook: Notebook, asked: dict[str, Any], source: str, line: int) -> list[str]:
    """The place of a change, how it ended, and which test saw it."""
    module, name = asked["module"], f"{asked['name']}:{line}"
    before = Path(module).read_text()
    try:
        parts = parts_of(module, before, source, notebook.loaded)
    except AfreshError:
        return [name, AFRESH, ""]
    places, asked_of = places_of(module, before, line), 0
    for file in chain.from_iterable(asked["rounds"]):
        notes = notebook.fitting(file, places)
        seen = _seen(notes, parts)
        if seen is None:
            return [name, SLOW, ""]
        if seen:
            return [name, KILLED, seen]
        asked_of += len(notes)
    # what no test runs may run while modules are loaded
    return [name, SURVIVED, f"{asked_of} tests"] if asked_of else [name, AFRESH, ""]


def _seen(notes: list[Note], parts: Parts) -> str | None:
    """The test that fails in a fork in which the functions have the new code, "" for none.

    None where they take too long.
    """
    seconds = max(LEAST_SECONDS, int(SLACK * sum(note.seconds for note in notes)))
    items = [note.item for note in notes]

    def run() -> str:
        for function, code in parts:
            function.__code__ = code
        return next((item.nodeid for item in items if not _passes(item, items)), "")

    return _forked(run, seconds)


def _passes(item: pytest.Item, items: list[pytest.Item]) -> bool:
    following = next(iter(items[items.index(item) + 1 :]), None)
    failed = item.session.testsfailed
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return item.session.testsfailed == failed


def _forked(run: Callable[[], str], seconds: int) -> str | None:
    """What `run` says in a fork; None where it ends otherwise, say after the seconds."""
    connections.close_all()  # two processes cannot share one
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        return said if os.waitpid(child, 0)[1] == 0 else None
    signal.alarm(seconds)
    try:
        said = run()
        with os.fdopen(writing, "w") as pipe:
            pipe.write(said)
        os._exit(0)
    finally:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
