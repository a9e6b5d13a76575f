"""What a proposal says in words, and how two of them differ."""

from __future__ import annotations

import pytest

from programs.queries.proposal import Difference, differences

pytestmark = pytest.mark.django_db


def test_difference_names_what_came_and_what_went() -> None:
    before = {"a": ["A", "1"], "gone": ["G", "2"], "same": ["S", "3"]}
    now = {"a": ("A", "4"), "new": ("N", "5"), "same": ("S", "3")}
    assert differences(before, now) == [
        Difference("A", "1", "4"),
        Difference("N", "", "5"),
        Difference("G", "2", ""),
    ]
