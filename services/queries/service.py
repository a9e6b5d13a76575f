"""What is known of one OZG service on a day: who is competent, what offers it, where it is live."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.queries import Viewer
from core.database.intervals import holding
from municipalities.models import Municipality
from services.choices import ProcessState
from services.models import Competence, OnlineProcess, OzgService, ProcessEvent, RolloutEvent
from services.rules.counting import RELEASED


def competence_on(service: OzgService, day: date) -> Competence | None:
    """The competence for the service on `day`; None where none is on record."""
    return service.competences.filter(
        holding(day),
    ).first()


def processes_offering(service: OzgService, day: date) -> QuerySet[OnlineProcess]:
    """The processes that offer the service, with the last `state` up to `day`, and since when."""
    events = ProcessEvent.objects.filter(process=OuterRef("pk"), on__lte=day).order_by("-on", "-pk")
    return service.processes.annotate(
        state=Subquery(events.values("state")[:1]), on=Subquery(events.values("on")[:1])
    ).order_by("name", "pk")


def reusable_for(service: OzgService, day: date) -> list[str]:
    """The processes of the service that may be re-used on the day; one that is blocked stays so."""
    events = ProcessEvent.objects.filter(process=OuterRef("pk"), on__lte=day)
    last = events.exclude(state=ProcessState.BLOCKED).order_by("-on", "-pk").values("state")[:1]
    found = service.processes.annotate(last_state=Subquery(last)).filter(last_state__in=RELEASED)
    return list(found.values_list("pk", flat=True))


def live_on(service: OzgService, day: date, user: Viewer) -> QuerySet[RolloutEvent]:
    """What holds on `day` in each body that existed then and has the service live, by name."""
    return (
        RolloutEvent.objects.visible_to(user)
        .at(day)
        .filter(service=service, live=True, municipality__in=Municipality.objects.existing_on(day))
        .select_related("municipality__district", "process")
        .order_by("municipality__sort_name", "municipality")
    )
