"""What a call tells of its changes: kinds that add up, and errors that say how many more."""

from __future__ import annotations

import pytest

from services.actions import ChangeProblem, RolloutChange, RolloutError
from services.actions.changes import Kinds

PROBLEMS = [ChangeProblem(row, f"feld {row}", "x", f"Satz {row}.") for row in (1, 2, 3)]


@pytest.mark.usefixtures("untranslated")
@pytest.mark.parametrize(
    ("number", "said"), [(1, "Satz 1."), (2, "Satz 1. (and 1 more)"), (3, "Satz 1. (and 2 more)")]
)
def test_error_tells_the_first_problem_and_how_many_more(number: int, said: str) -> None:
    error = RolloutError(PROBLEMS[:number])
    assert (error.message, error.field, error.code) == (said, "feld 1", "rollout")
    assert error.problems == PROBLEMS[:number]


def test_kinds_add_up_each_on_its_own() -> None:
    assert Kinds(1, 2, 3, 4, 5).plus(Kinds(10, 20, 30, 40, 50)) == Kinds(11, 22, 33, 44, 55)
    assert Kinds().plus(Kinds()) == Kinds(0, 0, 0, 0, 0)


def test_change_says_nothing_of_what_it_does_not_name() -> None:
    change = RolloutChange("06535011", "90001", live=True)
    known = {name for name, value in change._asdict().items() if value not in (None, "", 0)}
    assert known == {"ags", "service", "live"}
