"""The lives of the demo's cases: each stands where a user's step could have led it."""

from __future__ import annotations

from random import Random

from demo.cases.life import DAYS_TO_CLOSING, draw_timeline
from demo.dates import after
from programs.choices import GrantState
from tests.factories.life import TODAY


def test_proof_is_checked_before_it_says_so_and_closed_afterwards() -> None:
    life = next(found for n in range(9) if (found := draw_timeline(Random(n), TODAY)).checked_on)
    checked_on = life.checked_on
    assert checked_on is not None
    days = (after(checked_on, n) for n in (-1, 0, DAYS_TO_CLOSING - 1, DAYS_TO_CLOSING))
    assert [life.state_on(day) for day in days] == [
        GrantState.PROOF_SUBMITTED,
        GrantState.PROOF_CHECKED,
        GrantState.PROOF_CHECKED,
        GrantState.CLOSED,
    ]
    assert life.closed_on == after(checked_on, DAYS_TO_CLOSING)
