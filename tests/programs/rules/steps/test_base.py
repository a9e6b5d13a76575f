"""What a step is made of; test_acts and test_transitions hold the tables of the nouns."""

from __future__ import annotations

from programs.choices import GrantState
from programs.rules.steps.base import AT_ONCE, UNDO, By, case, recorded, transition


def test_transition_keeps_the_stored_names_of_its_states() -> None:
    made = transition(
        "draw",
        "Draw",
        (GrantState.FINAL, GrantState.IN_PAYMENT),
        GrantState.IN_PAYMENT,
        "programs.prepare_grant",
        condition="final",
        writes="a request",
    )
    assert made.sources == {"final", "in_payment"}
    assert (made.target, made.permission) == ("in_payment", "programs.prepare_grant")


def test_what_one_person_records_is_only_undone() -> None:
    way = recorded(*case("complete"))
    assert way.steps == (("grant", "complete"),)
    assert (way.withdraw, way.send_back, way.undo) == (AT_ONCE, AT_ONCE, UNDO)


def test_another_undoing_may_be_named() -> None:
    other = By("reclaim", "undo", "programs.prepare_grant")
    assert recorded(("reclaim", "open"), undo=other).undo == other
