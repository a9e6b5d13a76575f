"""The service catalogue and the progress ledger, one file per part of it."""

from __future__ import annotations

from services.models.catalogue import (
    Catalogue,
    Competence,
    DateRange,
    LeikaService,
    OzgService,
    OzgServiceQuerySet,
    Situation,
    ThemeField,
    is_leika_key,
)
from services.models.process import OnlineProcess, ProcessEvent
from services.models.rollout import MaturityModel, RolloutEvent, RolloutEventQuerySet
from services.models.rollup import ProgressRollup

__all__ = [
    "Catalogue",
    "Competence",
    "DateRange",
    "LeikaService",
    "MaturityModel",
    "OnlineProcess",
    "OzgService",
    "OzgServiceQuerySet",
    "ProcessEvent",
    "ProgressRollup",
    "RolloutEvent",
    "RolloutEventQuerySet",
    "Situation",
    "ThemeField",
    "is_leika_key",
]
