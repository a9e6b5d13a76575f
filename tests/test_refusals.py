"""A place that says no and that no test heard fails a run of the whole suite, and no other."""

from __future__ import annotations

import pytest

from tests import refusals

OK, FAILED, INTERRUPTED = (
    pytest.ExitCode.OK,
    pytest.ExitCode.TESTS_FAILED,
    pytest.ExitCode.INTERRUPTED,
)


def test_a_whole_green_run_fails_for_a_place_that_nobody_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sites = refusals.sites()
    monkeypatch.setattr(refusals, "heard", set(sites))
    assert refusals.verdict(OK, whole=True) == OK
    file, line = min(sites)
    monkeypatch.setattr(refusals, "heard", sites - {(file, line)})
    assert refusals.unheard() == [f"{file}:{line}"]
    assert refusals.verdict(OK, whole=True) == FAILED
    assert refusals.verdict(OK, whole=False) == OK
    assert refusals.verdict(INTERRUPTED, whole=True) == INTERRUPTED


def test_a_refusal_is_heard_at_the_line_that_makes_it() -> None:
    found = {file: line for file, line in refusals.sites() if file.endswith("rules/transitions.py")}
    (line,) = found.values()
    text = (refusals.ROOT / "programs/rules/transitions.py").read_text().splitlines()
    assert text[line - 1].strip().startswith("raise RuleError(")
