"""Who near a body works on a subject, and who is like it: for partners and for comparison."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Q

from accounts.queries import Viewer
from municipalities.choices import Kind
from municipalities.models import Municipality
from services.models import OzgService, RolloutEvent
from services.queries.bodies import bodies_with_progress
from services.rules.counting import SIZE_CLASSES

EARTH_KM = 6371.0
BEGUN = Q(registered=True) | Q(configured=True) | Q(listed=True) | Q(live=True)
RANKS = {Kind.DISTRICT: "district", Kind.INDEPENDENT_CITY: "city"}


@dataclass(frozen=True)
class Neighbour:
    """A body that works on a service: how far it is (km, as the crow flies) and how far it got."""

    body: Municipality
    km: float
    event: RolloutEvent


def km_between(one: Municipality, other: Municipality) -> float | None:
    """Kilometres between the midpoints of two bodies; None where one is unknown."""
    places = (one.latitude, one.longitude, other.latitude, other.longitude)
    if None in places:
        return None
    lat1, lon1, lat2, lon2 = (radians(float(place or 0)) for place in places)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def working_on(
    services: Iterable[OzgService], near: Municipality, *, within_km: int, day: date
) -> list[Neighbour]:
    """Bodies that have registered, set up or put online one of the services, the nearest first."""
    events = (
        RolloutEvent.objects.at(day)
        .filter(BEGUN, service__in=list(services), applicable=True)
        .exclude(municipality=near)
        .select_related("municipality__district", "service")
    )
    found = [
        Neighbour(event.municipality, km, event)
        for event in events
        if (km := km_between(near, event.municipality)) is not None and km <= within_km
    ]
    return sorted(found, key=lambda row: (row.km, row.body.sort_name, row.event.service_id))


@dataclass(frozen=True)
class Compared:
    """A body beside the mean of those of the same rank and class of size; None is unknown."""

    body: Any
    similar: int
    mean_live_rate: float | None
    mean_reported_rate: float | None

    @property
    def reported_rate(self) -> float | None:
        return _rate(self.body, "reported")


def compare(keys: Sequence[str], user: Viewer) -> list[Compared]:
    """The bodies in the order of `keys`, each with the mean of similar bodies; one query."""
    every: list[Any] = list(bodies_with_progress(user))
    by_key = {body.ags: body for body in every}
    return [_compared(by_key[key], every) for key in keys if key in by_key]


def _compared(body: Any, every: Sequence[Any]) -> Compared:
    alike = [other for other in every if other is not body and _class(other) == _class(body)]
    return Compared(
        body,
        len(alike),
        _mean(_rate(other, "live") for other in alike),
        _mean(_rate(other, "reported") for other in alike),
    )


def _class(body: Any) -> tuple[str, int]:
    """Rank and class of size, as the next steps of a body understand likeness."""
    size = sum((body.population or 0) >= begin for begin in SIZE_CLASSES)
    return RANKS.get(Kind(body.kind), "municipality"), size


def _rate(body: Any, column: str) -> float | None:
    value = getattr(body, column)
    return value / body.competent if body.competent and value is not None else None


def _mean(rates: Iterable[float | None]) -> float | None:
    known = [rate for rate in rates if rate is not None]
    return sum(known) / len(known) if known else None
