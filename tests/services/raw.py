"""Reports of each kind in the small state, and its figures counted from the raw events.

Nothing here reads a roll-up or a query of ours: the last event of a pair up to the day is its
state, and a process is free between its release and its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.actions import RolloutChange
from services.models import OnlineProcess, OzgService, ProcessEvent, RolloutEvent
from tests.services.world import (
    BODIES,
    CITY,
    DISTRICT,
    HANAU,
    SECOND_TOWN,
    TODAY,
    TOWN,
    VILLAGE,
    live,
    record,
)

JANUARY, MAY, SEPTEMBER = date(2026, 1, 10), date(2026, 5, 1), date(2026, 9, 1)
# Before the first report, both sides of the second wave of them, and today.
DAYS = (date(2026, 1, 9), JANUARY, date(2026, 4, 30), MAY, date(2026, 8, 31), TODAY)
MUNICIPALITIES, TOP = (TOWN, SECOND_TOWN, VILLAGE, CITY, HANAU), (DISTRICT, CITY, HANAU)
COMPETENT = {"90001": MUNICIPALITIES, "90002": MUNICIPALITIES, "90003": TOP}
FIELD = {"90001": "familie", "90002": "familie", "90003": "reisen"}
# Levels from which a service is online, and meets the OZG obligation.
THRESHOLDS = {"1.1": (2, 3), "2.0": (3, 5)}
# Processes with their services, from when they are free and until when.
FREE: dict[str, tuple[str, tuple[str, ...], date, date | None]] = {
    "frueher": ("civento", ("90002",), JANUARY, MAY),
    "hund": ("civento", ("90001",), MAY, None),
    "kfz": ("efa", ("90003",), SEPTEMBER, None),
    "eigenes": ("other", ("90002",), JANUARY, None),  # built for nobody else
    "paket": ("civento", ("90001", "90002"), SEPTEMBER, None),
}


def make_reports() -> None:
    """Each flag on a pair of its own, both models on both sides of their levels, in three waves."""
    record(
        RolloutChange(TOWN, "90001", JANUARY, configured=True),
        RolloutChange(VILLAGE, "90001", JANUARY, listed=True),
        RolloutChange(CITY, "90002", JANUARY, configured=True, listed=True),
        RolloutChange(HANAU, "90001", JANUARY, configured=True, paused=True),
        RolloutChange(HANAU, "90002", JANUARY, listed=True, paused=True),
    )
    record(
        live(TOWN, "90001", MAY, 3),
        live(TOWN, "90002", MAY, 2),
        live(CITY, "90001", MAY, 4, model="2.0"),
        live(DISTRICT, "90003", MAY, 2, model="2.0"),
    )
    record(
        live(SECOND_TOWN, "90001", SEPTEMBER, None),
        RolloutChange(VILLAGE, "90002", SEPTEMBER, applicable=False),
        *(live(ags, "90003", SEPTEMBER, 5, model="2.0") for ags in TOP),
        RolloutChange(HANAU, "90002", SEPTEMBER, registered=True),
    )
    _make_processes()


def _make_processes() -> None:
    for code, (kind, services, since, until) in FREE.items():
        process = OnlineProcess.objects.create(code=code, name=code.title(), kind=kind)
        process.services.set(OzgService.objects.filter(pk__in=services))
        ProcessEvent.objects.create(process=process, state="released", on=since)
        if until:
            ProcessEvent.objects.create(process=process, state="retired", on=until)


@dataclass(frozen=True)
class Pair:
    """A competent body with a service, and the raw event that is its state, if any."""

    ags: str
    service: str
    state: dict[str, Any] | None

    @property
    def counts(self) -> bool:
        """Whether the body offers the service, as far as it said."""
        return self.state is None or self.state["applicable"]

    def says(self, flag: str) -> bool:
        return self.state is not None and self.state[flag]

    def reaches(self, threshold: int) -> bool:
        """Live, and at the level for online (0) or for the OZG obligation (1)."""
        if not self.state or not self.state["live"] or self.state["maturity_level"] is None:
            return False
        needed = THRESHOLDS[self.state["maturity_model_id"]][threshold]
        return bool(self.state["maturity_level"] >= needed)


def pairs(day: date) -> list[Pair]:
    """All pairs of the small state with what they are on the day."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    events: Any = RolloutEvent.objects.order_by("valid_from", "pk").values()
    for event in events:
        if event["valid_from"] <= day:
            last[event["municipality_id"], event["service_id"]] = event
    return [
        Pair(ags, service, last.get((ags, service)))
        for service, bodies in COMPETENT.items()
        for ags in bodies
    ]


def provided(day: date) -> set[str]:
    """The services that a process free on the day offers."""
    return {
        service
        for kind, services, since, until in FREE.values()
        for service in services
        if kind in ("civento", "efa") and since <= day and (until is None or day < until)
    }


def by_service(found: list[Pair]) -> list[list[Pair]]:
    """The pairs that count, service by service."""
    counted = [pair for pair in found if pair.counts]
    kept = [[pair for pair in counted if pair.service == service] for service in COMPETENT]
    return [own for own in kept if own]


def people(found: list[Pair]) -> int:
    return sum(BODIES[pair.ags][2] for pair in found)


def counting(flag: str) -> Callable[[list[Pair], date], int]:
    return lambda found, _day: sum(pair.says(flag) for pair in found)


COUNTS: dict[str, Callable[[list[Pair], date], int]] = {
    "competent": lambda found, _day: sum(pair.counts for pair in found),
    "reported": lambda found, _day: sum(pair.counts and bool(pair.state) for pair in found),
    **{flag: counting(flag) for flag in ("configured", "listed", "live")},
    "inhabitants_competent": lambda found, _day: people([p for p in found if p.counts]),
    "inhabitants_live": lambda found, _day: people([p for p in found if p.says("live")]),
}
RULES: dict[str, Callable[[list[Pair], date], int]] = {
    "services": lambda found, _day: len(by_service(found)),
    "federal_any": lambda found, _day: sum(
        any(pair.reaches(0) for pair in own) for own in by_service(found)
    ),
    "level3_any": lambda found, _day: sum(
        any(pair.reaches(1) for pair in own) for own in by_service(found)
    ),
    "area_wide": lambda found, _day: sum(
        all(pair.reaches(0) for pair in own) for own in by_service(found)
    ),
    "provided": lambda found, day: sum(
        own[0].service in provided(day) for own in by_service(found)
    ),
}
FAULTS: dict[str, Callable[[list[Pair], date], int]] = {
    "competent": COUNTS["competent"],
    "unreported": lambda found, _day: sum(not pair.state for pair in found),
    "not_listed": lambda found, _day: sum(_is_half(pair, "configured", "listed") for pair in found),
    "not_configured": lambda found, _day: sum(
        _is_half(pair, "listed", "configured") for pair in found
    ),
    "not_rated": lambda found, _day: sum(
        pair.says("live") and pair.state is not None and pair.state["maturity_level"] is None
        for pair in found
    ),
}


def _is_half(pair: Pair, done: str, missing: str) -> bool:
    return pair.says(done) and not pair.says(missing) and not pair.says("paused")


def last_report(found: list[Pair]) -> date | None:
    """The newest day on which one of the pairs became what it is."""
    return max((pair.state["valid_from"] for pair in found if pair.state), default=None)
