"""Progress of every competent body and service, as it might have been reported."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.db import connection

from core.database.copying import copy_rows
from demo.dates import FIRST_DAY, LAST_DAY, after, office_hour, seeded
from demo.histories import ONLINE, State, history
from demo.processes import Released
from municipalities.models import Municipality, PopulationFigure
from services.choices import CompetenceLevel, EventSource
from services.models import Competence, OzgService, RolloutEvent
from services.rules.competence import is_competent

COLUMNS = (
    "municipality_id",
    "service_id",
    "process_id",
    "applicable",
    "registered",
    "configured",
    "listed",
    "integrated",
    "live",
    "paused",
    "maturity_model_id",
    "maturity_level",
    "maturity_criteria",
    "valid_from",
    "valid_to",
    "source",
    "source_note",
    "recorded_at",
)
OUTSIDE = (CompetenceLevel.STATE, CompetenceLevel.UNCLEAR)
EVERYWHERE_IF_RELEASED_BEFORE = date(2022, 1, 1)
INHABITANTS_OF_THE_READIEST = 200_000


@dataclass(frozen=True)
class ReportedPlace:
    """A body through its change of key: its keys with the span of each, and how ready it is."""

    bodies: tuple[Municipality, ...]
    readiness: float


def municipal_services(share: float = 1.0) -> list[OzgService]:
    """The services that bodies of municipal level execute, or the first `share` of them."""
    services = OzgService.objects.exclude(competences__level__in=OUTSIDE)
    found = list(services.filter(competences__isnull=False).distinct().order_by("ozg_id"))
    return found[: max(1, round(share * len(found)))]


def load_rollouts(services: list[OzgService], released: dict[str, Released]) -> None:
    """Write the roll-out events of all places and `services`."""
    places = _places(seeded("readiness"))
    levels = dict(Competence.objects.filter(valid_to=None).values_list("service_id", "level"))
    rows = (
        row
        for service in services
        for row in _service_rows(
            service.ozg_id, levels[service.ozg_id], places, released.get(service.ozg_id)
        )
    )
    with connection.cursor() as cursor:
        copy_rows(cursor, RolloutEvent._meta.db_table, COLUMNS, rows)


def _places(rng: Random) -> list[ReportedPlace]:
    bodies = {body.ags: body for body in Municipality.objects.recipients().order_by("ags")}
    figures = PopulationFigure.objects.order_by("as_of")
    inhabitants = dict(figures.values_list("municipality_id", "population"))
    renamed = _renamed(bodies.values())
    places = []
    for ags, body in bodies.items():
        if ags in renamed.values() or (body.valid_to and body.valid_to < FIRST_DAY):
            continue
        chain = (body, bodies[renamed[ags]]) if ags in renamed else (body,)
        size = math.log10(max(inhabitants.get(chain[-1].ags, 0), 1000)) - 3
        size /= math.log10(INHABITANTS_OF_THE_READIEST) - 3
        readiness = 0.15 + 0.55 * min(size, 1.0) + 0.3 * rng.random()
        places.append(ReportedPlace(chain, readiness))
    return places


def _renamed(bodies: Collection[Municipality]) -> dict[str, str]:
    """Old key to new key of bodies that go on alone under a new key; mergers are none."""
    successors = [(body.ags, body.successor_id) for body in bodies if body.successor_id]
    count = Counter(new for _old, new in successors)
    begins = {body.ags for body in bodies if body.valid_from}
    return {old: new for old, new in successors if count[new] == 1 and new in begins}


def _service_rows(
    ozg_id: str, level: str, places: Iterable[ReportedPlace], released: Released | None
) -> Iterator[tuple[Any, ...]]:
    rng = seeded(f"roll-out {ozg_id}")
    begins = released.on if released else after(FIRST_DAY, rng.randrange(2200))
    spread = _spread(rng, released)
    process = released.code if released else None
    for place in places:
        competent = [body for body in place.bodies if _executes(body, level)]
        drive = 1.0 if spread.is_everywhere else 0.6 * place.readiness + 0.4 * spread.pull
        if not competent or rng.random() > 0.68 + 0.32 * drive:
            continue
        start = after(begins, 30 + rng.expovariate(1 / (90 + 700 * (1 - drive))))
        first = max(start, competent[0].valid_from or FIRST_DAY)
        states = _until_today(history(rng, start=first, drive=drive, goal=spread.goal))
        for body, part in _by_key(competent, states):
            yield from _rows(body.ags, ozg_id, process, part)


def _until_today(states: Iterable[State]) -> list[State]:
    return [state for state in states if state.on <= LAST_DAY]


@dataclass(frozen=True)
class Spread:
    """How a service fares in the whole state."""

    pull: float
    goal: int | None = None  # nobody gets further; None: no limit
    is_everywhere: bool = False


def _spread(rng: Random, released: Released | None) -> Spread:
    """Most spread as far as each body gets, a few everywhere, some nowhere."""
    draw = rng.random()
    if released is None:
        return Spread(rng.uniform(0.0, 0.3), goal=None if draw < 0.25 else rng.choice((0, 1, 2)))
    if draw < 0.08 and released.on < EVERYWHERE_IF_RELEASED_BEFORE:
        return Spread(1.0, goal=ONLINE, is_everywhere=True)
    return Spread(rng.uniform(0.0, 1.0), goal=3 if draw > 0.95 else None)


def _executes(body: Municipality, level: str) -> bool:
    return is_competent(level, body.kind, special_status=body.special_status)


def _by_key(
    bodies: list[Municipality], states: list[State]
) -> Iterator[tuple[Municipality, list[State]]]:
    """The states under each key; a new key begins with the state the old one had."""
    carried: list[State] = []
    for body in bodies:
        begin, end = body.valid_from or date.min, body.valid_to or date.max
        part = [state for state in states if begin <= state.on <= end]
        if carried and not (part and part[0].on == begin):
            part.insert(0, carried[-1].moved(begin))
        if part:
            yield body, part
        carried = part or carried


def _rows(
    ags: str, ozg_id: str, process: str | None, states: list[State]
) -> Iterator[tuple[Any, ...]]:
    ends = [state.on for state in states[1:]]
    for state, end in zip(states, [*ends, None], strict=True):
        yield (
            ags,
            ozg_id,
            process,
            state.applicable,
            state.registered,
            state.configured,
            state.listed,
            state.integrated,
            state.live,
            state.paused,
            state.model,
            state.level,
            state.criteria,
            state.on,
            end,
            EventSource.DEMO.value,
            "Demodaten",
            office_hour(state.on),
        )
