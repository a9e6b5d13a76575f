"""What changes would do: written for a moment, read, and rolled back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.formats import format_day
from municipalities.models import Municipality
from portal.rollout_desk.desk import Desk
from services.actions import RolloutChange, RolloutError
from services.actions.changes import ChangeProblem
from services.choices import RolloutState
from services.models import OzgService, RolloutEvent
from services.queries.differences import differences


@dataclass(frozen=True)
class TrialEffect:
    """What becomes of one service: what held before, if anything did, and what holds then."""

    service: OzgService
    earlier: RolloutEvent | None
    event: RolloutEvent

    @property
    def before(self) -> RolloutState:
        return RolloutState.NOT_REPORTED if self.earlier is None else self.earlier.state

    @property
    def differences(self) -> list[str]:
        return differences(self.earlier, self.event)


@dataclass(frozen=True)
class Refusal:
    service: OzgService | None
    message: str


@dataclass(frozen=True)
class Trial:
    """What a set of changes would write, what it would leave as it is, and what is refused."""

    effects: list[TrialEffect] = field(default_factory=list)
    unchanged: list[OzgService] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def try_changes(desk: Desk, changes: Sequence[RolloutChange], *, day: date, reason: str) -> Trial:
    """Try `changes`, each with its `row`, without those that are refused; nothing is kept."""
    left = {change.row: change for change in changes}
    problems: list[ChangeProblem] = []
    with transaction.atomic():
        held = Held(desk.body)
        while left:
            try:
                desk.record(left.values(), day=day, reason=reason)  # undoes itself where refused
                break
            except RolloutError as error:
                problems += error.problems
                for problem in error.problems:
                    left.pop(problem.row, None)
        effects = held.effects(desk)
        transaction.set_rollback(True)
    services = OzgService.objects.in_bulk({change.service for change in changes})
    written = {effect.service.pk for effect in effects}
    by_row = {change.row: change.service for change in changes}
    return Trial(
        effects,
        [services[c.service] for c in left.values() if c.service not in written],
        [Refusal(services.get(by_row[p.row]), p.message) for p in problems],
    )


def refused_without_report(services: Collection[str], day: date) -> list[Refusal]:
    """Services whose change needs a report that is not there."""
    message = _("Nothing is reported of “%(service)s” for %(day)s that could end.")
    return [
        Refusal(service, message % {"service": service, "day": format_day(day)})
        for service in OzgService.objects.filter(pk__in=services)
    ]


class Held:
    """What a body had reported before something was written."""

    def __init__(self, body: Municipality) -> None:
        self._events: dict[str, list[RolloutEvent]] = {}
        for event in RolloutEvent.objects.filter(municipality=body):
            self._events.setdefault(event.service_id, []).append(event)

    def effects(self, desk: Desk) -> list[TrialEffect]:
        """What was written at this moment, beside what held on its day before."""
        written = RolloutEvent.objects.filter(municipality=desk.body, recorded_at=desk.at)
        ordered = written.select_related("service").order_by("service__sort_name", "pk")
        return [
            TrialEffect(event.service, self._at(event.service_id, event.valid_from), event)
            for event in ordered
        ]

    def _at(self, service: str, day: date) -> RolloutEvent | None:
        for event in self._events.get(service, []):
            if event.valid_from <= day and (event.valid_to is None or event.valid_to > day):
                return event
        return None
