"""Verbs that write to the progress ledger; each is one transaction."""

from __future__ import annotations

from services.actions.changes import Problem, Recorded, RolloutChange, RolloutError
from services.actions.confirmation import confirm_unchanged
from services.actions.rollout import record_rollouts
from services.actions.succession import carry_over

__all__ = [
    "Problem",
    "Recorded",
    "RolloutChange",
    "RolloutError",
    "carry_over",
    "confirm_unchanged",
    "record_rollouts",
]
