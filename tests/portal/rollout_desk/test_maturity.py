"""Criteria whose names no source tells say so on the form; named ones stand as they are."""

from __future__ import annotations

import pytest

from portal.rollout_desk.maturity import is_unnamed, label_of


@pytest.mark.parametrize(
    ("criterion", "unnamed"),
    [("Kriterium 1", True), ("Kriterium 13", True), ("Kriterium", False), ("Nutzerkonto", False)],
)
def test_a_number_is_no_name(criterion: str, unnamed: bool) -> None:
    assert is_unnamed(criterion) is unnamed
    said = " (Bezeichnung noch nicht erfasst)" if unnamed else ""
    assert label_of(criterion) == f"{criterion}{said}"
