"""What the coordination office did, and what the model projects paid for."""

from __future__ import annotations

from datetime import date

from demo.dates import after
from programs.models import Grant
from services.choices import SteeringLevel, WorkState
from services.models import (
    Competence,
    OnlineProcess,
    OzgService,
    RolloutEvent,
    SteeringDecision,
    WorkItem,
)

DECISIONS = (
    (SteeringLevel.POLITICAL, date(2025, 3, 10), "Flächendeckung vor neuen Leistungen", 365),
    (SteeringLevel.STRATEGIC, date(2025, 9, 22), "Bauen und Wohnen zuerst", 540),
    (SteeringLevel.OPERATIONAL, date(2026, 2, 3), "Eintragung im Verwaltungsportal prüfen", 240),
    (SteeringLevel.IMPLEMENTATION, date(2026, 6, 15), "Schnittstellen der Fachverfahren", 180),
)
STATES = (WorkState.RUNNING, WorkState.RUNNING, WorkState.PLANNED, WorkState.DONE)
WORK_ITEMS = 8
SERVICES_PER_GRANT = 2


def load_coordination() -> None:
    """Make decisions of the steering levels and a work programme, led by services people know."""
    decisions = [
        SteeringDecision.objects.create(
            level=level,
            decided_on=on,
            subject=f"{subject} (DEMO)",
            text="Demodaten: Die Koordinierungsstelle richtet ihr Arbeitsprogramm danach aus.",
            due_on=after(on, days),
            done_on=after(on, days - 30) if level == SteeringLevel.POLITICAL else None,
            is_demo=True,
        )
        for level, on, subject, days in DECISIONS
    ]
    first = OnlineProcess.objects.filter(kind="civento").order_by("code")[:WORK_ITEMS]
    for number, process in enumerate(first):
        decision = decisions[number % len(decisions)]
        WorkItem.objects.create(
            title=process.name,
            priority=number + 1,
            state=STATES[number % len(STATES)],
            planned_from=decision.decided_on,
            planned_to=decision.due_on,
            process=process,
            decision=decision,
            reason="Demodaten: häufig nachgefragt",
            is_demo=True,
        )


def load_paid_services() -> None:
    """Name the services of the model projects: some that went live after the decision, one not."""
    unused = Competence.objects.filter(level="municipality").order_by("-service_id")
    waiting = list(unused.values_list("service_id", flat=True))
    taken: set[str] = set()
    grants = Grant.objects.filter(file_reference__startswith="DEMO-MK-").order_by("file_reference")
    for number, grant in enumerate(grants):
        live = RolloutEvent.objects.filter(
            municipality=grant.lead_id, live=True, valid_from__gte=date(2021, 1, 1)
        ).order_by("valid_from", "service_id")
        found = list(dict.fromkeys(live.values_list("service_id", flat=True)))
        services = [service for service in found if service not in taken][:SERVICES_PER_GRANT]
        taken.update(services)
        paid = [*services, *waiting[number : number + 1]]
        grant.services.set(OzgService.objects.filter(pk__in=paid))
