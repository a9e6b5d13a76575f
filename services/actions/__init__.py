"""Verbs that write to the progress ledger; each is one transaction."""

from __future__ import annotations

from services.actions.changes import (
    ChangeProblem,
    Kinds,
    RecordedChanges,
    RolloutChange,
    RolloutError,
    WrittenEvent,
)
from services.actions.confirmation import confirm_unchanged
from services.actions.endings import end_bodies
from services.actions.rollout import record_rollouts
from services.actions.succession import carry_over, carry_over_everywhere

__all__ = [
    "ChangeProblem",
    "Kinds",
    "RecordedChanges",
    "RolloutChange",
    "RolloutError",
    "WrittenEvent",
    "carry_over",
    "carry_over_everywhere",
    "confirm_unchanged",
    "end_bodies",
    "record_rollouts",
]
