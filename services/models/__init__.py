"""The service catalogue and the progress ledger, one file per part of it."""

from __future__ import annotations

from services.models.catalogue import (
    Catalogue,
    CatalogueMembership,
    Competence,
    DateRange,
    LeikaService,
    OzgService,
    OzgServiceQuerySet,
    Situation,
    ThemeField,
    is_leika_key,
)
from services.models.coordination import (
    AdviceGiven,
    AdviceModule,
    RegionalConference,
    SteeringDecision,
    WorkItem,
)
from services.models.months import MonthEnd, ProgressMonth
from services.models.process import OnlineProcess, ProcessEvent, ProcessService
from services.models.rollout import (
    MaturityModel,
    RolloutConfirmation,
    RolloutEvent,
    RolloutEventQuerySet,
)
from services.models.rollup import ProgressArea, ProgressRollup

__all__ = [
    "AdviceGiven",
    "AdviceModule",
    "Catalogue",
    "CatalogueMembership",
    "Competence",
    "DateRange",
    "LeikaService",
    "MaturityModel",
    "MonthEnd",
    "OnlineProcess",
    "OzgService",
    "OzgServiceQuerySet",
    "ProcessEvent",
    "ProcessService",
    "ProgressArea",
    "ProgressMonth",
    "ProgressRollup",
    "RegionalConference",
    "RolloutConfirmation",
    "RolloutEvent",
    "RolloutEventQuerySet",
    "Situation",
    "SteeringDecision",
    "ThemeField",
    "WorkItem",
    "is_leika_key",
]
