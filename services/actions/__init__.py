"""Verbs that write to the progress ledger; each is one transaction."""

from __future__ import annotations

from services.actions.changes import Problem, Recorded, RolloutChange, RolloutError
from services.actions.rollout import record_rollouts

__all__ = ["Problem", "Recorded", "RolloutChange", "RolloutError", "record_rollouts"]
