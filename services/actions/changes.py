"""What is handed to the progress ledger, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import ngettext

from core.errors import RuleError
from services.models import RolloutEvent

MOST_PROBLEMS = 1000
MOST_SHOWN = 20  # of the events written


class RolloutChange(NamedTuple):
    """What is known to be different in one body and service from `day` on; None: as before.

    `day` None means the day of the whole call. An empty `process` or `maturity_model` takes the
    value away. `row` is the line of the file or form it came from.
    """

    ags: str
    service: str
    day: date | None = None
    applicable: bool | None = None
    registered: bool | None = None
    configured: bool | None = None
    listed: bool | None = None
    integrated: bool | None = None
    live: bool | None = None
    paused: bool | None = None
    process: str | None = None
    maturity_model: str | None = None
    maturity_level: int | None = None
    maturity_criteria: Sequence[int] | None = None
    note: str = ""
    row: int = 0


@dataclass(frozen=True)
class ChangeProblem:
    """Why a change cannot be recorded: its row, the field, the value, and what to do."""

    row: int
    field: str
    value: str
    message: str


class Kinds(NamedTuple):
    """How many events did what; one that lists a service and takes it online counts for both."""

    newly_live: int = 0
    gone_offline: int = 0
    newly_listed: int = 0
    no_longer_listed: int = 0
    other: int = 0

    def plus(self, more: Kinds) -> Kinds:
        return Kinds(*(ours + theirs for ours, theirs in zip(self, more, strict=True)))


class WrittenEvent(NamedTuple):
    """An event as it was written, and the id of the one that held on its day before."""

    before: int | None
    after: RolloutEvent


@dataclass
class RecordedChanges:
    """What a call did: events written, changes that changed nothing, changes left out and why.

    `kinds` counts the events by what they do, `first` shows the first of them.
    """

    written: int = 0
    unchanged: int = 0
    kinds: Kinds = field(default_factory=Kinds)
    first: list[WrittenEvent] = field(default_factory=list)
    skipped: list[ChangeProblem] = field(default_factory=list)
    skipped_count: int = 0


class RolloutError(RuleError):
    """Nothing was written; `problems` lists why, up to the first thousand."""

    def __init__(self, problems: list[ChangeProblem]) -> None:
        first = problems[0]
        message = first.message
        if len(problems) > 1:
            more = len(problems) - 1
            counted = ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}
            message = f"{message} ({counted})"
        super().__init__(message, field=first.field, code="rollout")
        self.problems = problems
