"""Which scale of a maturity model goes: thresholds in order, and as ratings have used it."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import RuleError
from services.rules.maturity import check_maturity_model

SCALE: dict[str, Any] = {
    "highest": 4,
    "online_from": 2,
    "compliant_from": 3,
    "criteria": ["a", "b", "c"],
    "rated": None,
}


def field_of(**changed: Any) -> str | None:
    """The field of the refusal, None where the scale goes."""
    try:
        check_maturity_model(**{**SCALE, **changed})
    except RuleError as error:
        return error.field
    return None


@pytest.mark.parametrize(
    ("thresholds", "field"),
    [
        ((4, 2, 3), None),
        ((2, 2, 2), None),
        ((1, 1, 1), None),
        ((4, 0, 3), "online_from"),
        ((4, 3, 2), "online_from"),
        ((3, 2, 4), "online_from"),
    ],
)
def test_thresholds_start_at_one_and_stand_in_order(
    thresholds: tuple[int, int, int], field: str | None
) -> None:
    highest, online, compliant = thresholds
    assert field_of(highest=highest, online_from=online, compliant_from=compliant) == field


def test_a_scale_has_criteria() -> None:
    assert (field_of(criteria=[]), field_of(criteria=["a"])) == ("criteria", None)


@pytest.mark.parametrize(
    ("rated", "field"),
    [
        (None, None),
        ((4, 3), None),
        ((3, 3), "highest_level"),
        ((5, 3), "highest_level"),
        ((4, 2), "criteria"),
        ((4, 4), "criteria"),
    ],
)
def test_a_rated_scale_keeps_its_levels_and_the_number_of_its_criteria(
    rated: tuple[int, int] | None, field: str | None
) -> None:
    assert field_of(rated=rated) == field
