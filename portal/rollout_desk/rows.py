"""The services a body is competent for, each with what it last reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from core.database.intervals import holding
from municipalities.models import Municipality
from services.choices import CompetenceLevel, EventSource, RolloutState
from services.filters import ServiceFilter
from services.models import OzgService, RolloutEvent
from services.models.catalogue import OzgServiceQuerySet
from services.rules.competence import is_competent


@dataclass(frozen=True)
class ServiceRow:
    """A service and the event that holds; no event means no report, not zero."""

    service: OzgService
    event: RolloutEvent | None

    @property
    def is_competent(self) -> bool:
        """Whether the body owes the service; others are listed because they were reported."""
        return bool(getattr(self.service, "is_competent", True))

    @property
    def state(self) -> RolloutState:
        return RolloutState.NOT_REPORTED if self.event is None else self.event.state

    @property
    def since(self) -> date | None:
        return None if self.event is None else self.event.valid_from

    @property
    def level(self) -> int | None:
        return None if self.event is None else self.event.maturity_level

    @property
    def reported_on(self) -> date | None:
        """The day of the report; of what others recorded, the day it speaks of."""
        if self.event is None:
            return None
        if self.event.source == EventSource.SELF_REPORT:
            return timezone.localdate(self.event.recorded_at)
        return self.event.valid_from


def competent_services(body: Municipality, day: date) -> OzgServiceQuerySet:
    """Services of the catalogue used for quotas that `body` executes on `day`."""
    levels = [
        level
        for level in CompetenceLevel.values
        if is_competent(level, body.kind, special_status=body.special_status)
    ]
    competent = OzgService.objects.filter(
        holding(day, of="competences__"),
        competences__level__in=levels,
        catalogues__is_current=True,
    )
    return OzgService.objects.filter(pk__in=competent.order_by().values("pk"))


def services_of(body: Municipality, day: date) -> OzgServiceQuerySet:
    """What `body` is competent for, and whatever else was reported of it."""
    reported = RolloutEvent.objects.current().filter(municipality=body).values("service")
    competent = competent_services(body, day).order_by().filter(pk=OuterRef("pk"))
    marked = OzgService.objects.annotate(is_competent=Exists(competent))
    return marked.filter(Q(is_competent=True) | Q(pk__in=reported)).select_related("theme_field")


def current_events(body: Municipality) -> dict[str, RolloutEvent]:
    """What holds in the body today, by service."""
    events = RolloutEvent.objects.current().filter(municipality=body)
    return {event.service_id: event for event in events}


def filtered(
    request: HttpRequest, body: Municipality, day: date
) -> tuple[ServiceFilter, list[ServiceRow], list[ServiceRow]]:
    """The filter of the address, its rows, and all rows."""
    events = current_events(body)
    everything = services_of(body, day)
    found = ServiceFilter(request.GET, queryset=everything, events=events)
    rows = [ServiceRow(service, events.get(service.pk)) for service in everything]
    if not any(request.GET.get(name) for name in found.filters):
        return found, rows, rows
    shown = set(found.qs.order_by().values_list("pk", flat=True))
    return found, [row for row in rows if row.service.pk in shown], rows
