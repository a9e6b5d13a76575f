"""The life cycle of a grant: every allowed change of state, in one table.

A transition says from where, to where, who may, under which condition, what it writes, and what
its button says. The action of the same name checks and writes it; nothing else changes a state.
docs/rules/life-cycle.md and the page "Life cycle" of a case are made from this table. Its rows
stand with their noun in programs.rules.steps.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import RuleError
from programs.choices import GrantState
from programs.rules.steps import application, change, closing, decision, payment, proof, reclaim
from programs.rules.steps.base import Transition

TRANSITIONS: dict[str, Transition] = {
    transition.name: transition
    for noun in (application, decision, payment, proof, change, reclaim, closing)
    for transition in noun.TRANSITIONS
}


def is_allowed(name: str, state: str) -> bool:
    """Whether the verb `name` may start from `state`."""
    return state in TRANSITIONS[name].sources


def target_of(name: str, state: str) -> str:
    """The state the verb leads to.

    Raises RuleError if it may not start from `state`, naming the state and what is possible.
    """
    transition = TRANSITIONS[name]
    if state in transition.sources:
        return transition.target
    possible = [str(t.label) for t in TRANSITIONS.values() if state in t.sources]
    message = _("“%(verb)s” is not possible in the state “%(state)s”. Possible: %(possible)s.")
    values = {
        "verb": transition.label,
        "state": GrantState(state).label,
        "possible": ", ".join(possible) or _("nothing"),
    }
    raise RuleError(message % values, field="state", code="wrong_state")
