"""What an event says otherwise than the one before, in the words of the desk."""

from __future__ import annotations

from typing import Any

import pytest

from services.models import RolloutEvent
from services.queries.differences import FLAGS, differences

pytestmark = pytest.mark.usefixtures("untranslated")
LABELS = {
    "applicable": "competent",
    "registered": "registered",
    "configured": "set up",
    "listed": "listed",
    "integrated": "back office integrated",
    "live": "available online",
    "paused": "paused",
}


def said(before: dict[str, Any] | None, **after: Any) -> list[str]:
    old = None if before is None else RolloutEvent(**before)
    return differences(old, RolloutEvent(**{**(before or {}), **after}))


@pytest.mark.parametrize("flag", FLAGS)
def test_each_flag_is_named_both_ways(flag: str) -> None:
    assert said({flag: False}, **{flag: True}) == [f"{LABELS[flag]}: yes"]
    assert said({flag: True}, **{flag: False}) == [f"{LABELS[flag]}: no"]
    assert said({flag: True}, **{flag: True}) == []


def test_every_flag_of_an_event_is_one_of_them() -> None:
    fields = RolloutEvent._meta.get_fields()
    flags = {field.name for field in fields if field.get_internal_type() == "BooleanField"}
    assert flags == set(FLAGS) == set(LABELS)


def test_several_differences_stand_in_the_order_of_the_form() -> None:
    found = said({}, live=True, configured=True, process_id="hund", maturity_level=3)
    assert found == ["set up: yes", "available online: yes", "process: hund", "maturity level: 3"]


def test_first_report_says_what_is_reached_and_nothing_of_the_rest() -> None:
    assert said(None) == []
    assert said(None, registered=True) == ["registered: yes"]
    assert said(None, applicable=False) == ["competent: no"]


def test_process_taken_away_is_a_dash() -> None:
    assert said({"process_id": "hund"}, process_id=None) == ["process: –"]
    assert said({"process_id": "hund"}, process_id="katze") == ["process: katze"]


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ({}, {"maturity_model_id": "1.1", "maturity_level": 3}, "3"),
        ({}, {"maturity_model_id": "1.1", "maturity_level": 0}, "0"),
        ({"maturity_level": 2}, {"maturity_level": 3}, "3"),
        ({"maturity_level": 3}, {"maturity_level": 2}, "2"),
        ({"maturity_model_id": "1.1", "maturity_level": 3}, {"maturity_model_id": "2.0"}, "3"),
        ({"maturity_level": 3, "maturity_criteria": [1]}, {"maturity_criteria": [1, 2]}, "3"),
        ({"maturity_model_id": "1.1", "maturity_level": 3}, {"maturity_level": None}, "–"),
    ],
)
def test_rating_differs_by_model_level_or_criteria(
    before: dict[str, Any], after: dict[str, Any], level: str
) -> None:
    assert said(before, **after) == [f"maturity level: {level}"]
    assert said({**before, **after}, **after) == []
