"""Online processes on civento: two to three released a week while the factories worked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.dates import FIRST_DAY, LAST_DAY, after, office_hour, seeded
from services.choices import ProcessKind, ProcessState
from services.models import LeikaService, OnlineProcess, OzgService, ProcessEvent

FACTORIES = tuple(f"DEMO-Digitalisierungsfabrik {place}" for place in ("Nord", "Mitte", "Süd"))
FACTORIES_END = date(2022, 12, 31)
PER_WEEK = (1, 2, 2, 3, 3, 3, 3)
PER_WEEK_LATER = (0, 0, 0, 1)
PAUSED_WEEKS = frozenset({1, 52, 53})
# State and the days it is reached before the release.
WAY = (
    (ProcessState.IDENTIFIED, 210),
    (ProcessState.PRIORITISED, 160),
    (ProcessState.IN_FACTORY, 90),
    (ProcessState.SPECIFIED, 60),
    (ProcessState.BUILT, 25),
    (ProcessState.TESTED, 8),
)
# What people know, first: birth certificate, parking permit, car, day care, building permit, move.
KNOWN = (
    ("10557", "Geburtsurkunde Ausstellung"),
    ("10173", "Bewohnerparkausweis"),
    ("10439", "Kfz-Zulassung"),
    ("10019", "Kita-Anmeldung"),
    ("10519", "Baugenehmigung im vereinfachten Verfahren"),
    ("10124", "Wohnsitzanmeldung"),
    ("10026", "Anmeldung der Eheschließung"),
    ("10160", "Hundesteuer An- und Abmeldung"),
)
TAKEN_UP = 0.7
IN_PROGRESS = 24
BLOCKED_EVERY = 8
REWORKED_EVERY = 12


@dataclass(frozen=True)
class Released:
    """When the first process of a service could be used, and which one it is."""

    code: str
    on: date


def load_processes(services: list[OzgService]) -> dict[str, Released]:
    """Make processes for the municipal `services`; returns the first release per OZG id."""
    rng = seeded("processes")
    days = list(_release_days(rng))
    topics = _topics(services, rng, len(days) + IN_PROGRESS)
    processes, links = [], []
    events: list[ProcessEvent] = []
    first: dict[str, Released] = {}
    for number, (service, name) in enumerate(topics):
        process = OnlineProcess(
            code=f"demo-civento-{number + 1:04}",
            name=f"{name[:180]} (DEMO)",
            kind=ProcessKind.CIVENTO,
            factory=rng.choice(FACTORIES),
            source="Demodaten",
            is_demo=True,
        )
        processes.append(process)
        links.append(
            OnlineProcess.services.through(
                onlineprocess_id=process.code, ozgservice_id=service.ozg_id
            )
        )
        released_on = days[number] if number < len(days) else None
        events += _events(process, released_on, number, rng)
        if released_on:
            first.setdefault(service.ozg_id, Released(process.code, released_on))
    OnlineProcess.objects.bulk_create(processes)
    OnlineProcess.services.through.objects.bulk_create(links)
    ProcessEvent.objects.bulk_create(sorted(events, key=lambda event: event.on))
    return first


def _release_days(rng: Random) -> Iterator[date]:
    monday = FIRST_DAY
    while monday < LAST_DAY:
        rates = PER_WEEK if monday <= FACTORIES_END else PER_WEEK_LATER
        if monday.isocalendar().week not in PAUSED_WEEKS:
            yield from sorted(
                monday + timedelta(rng.randrange(5)) for _ in range(rng.choice(rates))
            )
        monday += timedelta(7)


def _topics(services: list[OzgService], rng: Random, count: int) -> list[tuple[OzgService, str]]:
    """Up to `count` services of their bundles, each bundle at least once: first what people know.

    The others are drawn, and some are never taken up.
    """
    present = {service.ozg_id: service for service in services}
    known = [(present[ozg_id], name) for ozg_id, name in KNOWN if ozg_id in present]
    others = [service for service in services if service.ozg_id not in dict(KNOWN)]
    return [*known, *_drawn_topics(others, rng, count - len(known))][:count]


def _drawn_topics(
    services: list[OzgService], rng: Random, count: int
) -> list[tuple[OzgService, str]]:
    if not services:
        return []
    taken = rng.sample(services, max(1, round(TAKEN_UP * len(services))))
    by_id = {service.ozg_id: service for service in taken}
    leika = LeikaService.objects.filter(ozg_service__in=taken).order_by("leika_key")
    further = [(by_id[str(s)], name) for name, s in leika.values_list("name", "ozg_service_id")]
    topics = [(service, service.name) for service in taken][:count]
    topics += rng.sample(further, min(len(further), count - len(topics)))
    return rng.sample(topics, len(topics))


def _events(
    process: OnlineProcess, released_on: date | None, number: int, rng: Random
) -> Iterator[ProcessEvent]:
    if released_on is None:
        yield from _events_in_progress(process, number, rng)
        return
    for state, days in WAY:
        yield _event(process, state, after(released_on, -days - rng.randrange(7)))
    yield _event(process, ProcessState.RELEASED, released_on)
    if number % REWORKED_EVERY == 0 and released_on < FACTORIES_END:
        reworked_on = after(FACTORIES_END, rng.randrange(60, 700))
        yield _event(process, ProcessState.REWORKED, reworked_on)
        yield _event(process, ProcessState.RELEASED, after(reworked_on, rng.randrange(40, 120)))


def _events_in_progress(process: OnlineProcess, number: int, rng: Random) -> Iterator[ProcessEvent]:
    reached = 1 + number % len(WAY)
    planned = after(LAST_DAY, WAY[reached - 1][1] - rng.randrange(7))
    for state, days in WAY[:reached]:
        yield _event(process, state, min(LAST_DAY, after(planned, -days)))
    if number % BLOCKED_EVERY == 0:
        reason = "DEMO: Fachverfahren ohne Schnittstelle"
        yield _event(process, ProcessState.BLOCKED, LAST_DAY, reason)


def _event(process: OnlineProcess, state: ProcessState, on: date, reason: str = "") -> ProcessEvent:
    return ProcessEvent(
        process=process, state=state, on=on, reason=reason, recorded_at=office_hour(on)
    )
