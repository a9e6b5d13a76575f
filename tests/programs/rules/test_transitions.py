"""From where a step may start, where it leads, and what a refusal says."""

from __future__ import annotations

import pytest

from core.errors import RuleError
from programs.choices import GrantState
from programs.rules.transitions import TRANSITIONS, is_allowed, target_of


@pytest.mark.parametrize("name", TRANSITIONS)
def test_step_leads_to_its_target_from_its_sources_alone(name: str) -> None:
    step = TRANSITIONS[name]
    assert {state for state in GrantState if is_allowed(name, state)} == step.sources
    assert {target_of(name, state) for state in step.sources} == {step.target}


@pytest.mark.parametrize("name", TRANSITIONS)
def test_refusal_names_the_state_and_what_is_possible(name: str) -> None:
    for state in set(GrantState) - TRANSITIONS[name].sources:
        with pytest.raises(RuleError) as refusal:
            target_of(name, state)
        possible = [str(step.label) for step in TRANSITIONS.values() if state in step.sources]
        assert (refusal.value.field, refusal.value.code) == ("state", "wrong_state")
        assert refusal.value.message == (
            f"„{TRANSITIONS[name].label}“ ist im Status „{state.label}“ nicht möglich. "
            f"Möglich: {', '.join(possible) or 'nichts'}."
        )


def test_every_state_but_the_ends_has_a_step_out_of_it() -> None:
    without = {state for state in GrantState if not any(is_allowed(n, state) for n in TRANSITIONS)}
    assert without == {
        *(GrantState.CLOSED, GrantState.WITHDRAWN),
        *(GrantState.REJECTED, GrantState.RECORDED),
    }
