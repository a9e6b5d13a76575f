"""Every place that says no was heard saying it, else a run of the whole suite fails.

A refusal that no test has raised may be unreachable, name the wrong field, or break while its
text is made. Sites are found in the code, those heard by listening to RuleError.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import RuleError

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("programs/rules", "programs/terms", "programs/actions", "services/actions")
Site = tuple[str, int]  # file and line

heard: set[Site] = set()


def listen() -> None:
    """Note from now on where each RuleError is made."""
    made = RuleError.__init__

    def noting(
        self: RuleError, message: str, *, field: str | None = None, code: str = "rule"
    ) -> None:
        heard.add(_caller())
        made(self, message, field=field, code=code)

    RuleError.__init__ = noting  # type: ignore[method-assign]


def _caller() -> Site:
    """Where the error was made; a class of errors of its own passes it on from its __init__."""
    frame = sys._getframe(2)
    while frame.f_code.co_name == "__init__" and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename.removeprefix(f"{ROOT}/"), frame.f_lineno


def sites() -> set[Site]:
    """The places in the rooms that decide where a RuleError, or one of its kinds, is made."""
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    return {
        (str(file.relative_to(ROOT)), line)
        for file in files
        for line in _lines(ast.parse(file.read_text()))
    }


def _lines(tree: ast.Module) -> Iterator[int]:
    kinds = {"RuleError", *(kind.__name__ for kind in RuleError.__subclasses__())}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
            yield node.lineno


def unheard() -> list[str]:
    """The places that nothing has heard, as "file:line"."""
    return [f"{file}:{line}" for file, line in sorted(sites() - heard)]


def is_whole(config: pytest.Config) -> bool:
    """Whether this run was asked for every test, so that all should have been heard."""
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    return config.args == config.getini("testpaths") and not chosen


def verdict(exitstatus: int, *, whole: bool) -> int:
    """How a run ends that would end so: a whole one that is green fails for a place unheard."""
    is_green = whole and exitstatus == pytest.ExitCode.OK
    return pytest.ExitCode.TESTS_FAILED if is_green and unheard() else exitstatus


class Listener:
    """Gathers what the workers heard; a whole run fails for the places that it left unheard."""

    def pytest_sessionstart(self) -> None:
        listen()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        heard.update((file, line) for file, line in node.workeroutput.get("heard", ()))

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["heard"] = sorted(heard)
        else:
            session.exitstatus = verdict(exitstatus, whole=is_whole(session.config))

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        missing = unheard() if is_whole(config) or config.option.refusals else []
        if missing:
            terminalreporter.section("refusals that no test has raised: each needs one")
            terminalreporter.write_line("\n".join(missing))
