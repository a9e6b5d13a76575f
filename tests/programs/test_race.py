"""Eight people at once on the same budget lines: nothing is overspent, lost or stuck."""

from __future__ import annotations

import pytest

from tests.factories.books import lost, overspent
from tests.factories.crowd import Crowd
from tests.factories.race import DEADLOCKED, DONE, REFUSED, run_at_once

ATTEMPTS = 240


@pytest.mark.usefixtures("committed_db")
def test_a_crowd_on_the_same_lines_overspends_and_loses_nothing() -> None:
    attempts = Crowd(ATTEMPTS).attempts()
    seen = run_at_once(attempts)
    assert seen[DONE] + seen[REFUSED] == ATTEMPTS
    assert seen[REFUSED] > ATTEMPTS / 5, "the lines were not short of money"
    assert seen[DEADLOCKED] == 0
    assert overspent() == []
    assert lost() == []
