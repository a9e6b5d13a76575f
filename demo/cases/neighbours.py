"""Which bodies work together in a demo case: neighbours, mostly of one district."""

from __future__ import annotations

import math
from datetime import date
from random import Random

from municipalities.choices import Kind
from municipalities.models import Municipality

COOPERATING = (Kind.MUNICIPALITY, Kind.TOWN)
KM_PER_DEGREE = 111.3
ACROSS_DISTRICTS = 0.15


class Neighbourhood:
    """The bodies of the state, read once."""

    def __init__(self) -> None:
        self.bodies = list(Municipality.objects.recipients().order_by("ags"))
        self.by_ags = {body.ags: body for body in self.bodies}

    def existing(self, day: date, kinds: tuple[Kind, ...] = COOPERATING) -> list[Municipality]:
        """Bodies of some kinds that exist on `day`, in the order of their keys."""
        return [body for body in self.bodies if body.kind in kinds and exists(body, day)]

    def partners(
        self, rng: Random, lead: Municipality, count: int, day: date
    ) -> tuple[Municipality, ...]:
        """`count` bodies with the lead first, the others drawn from its nearest neighbours."""
        others = [body for body in self.existing(day) if body.ags != lead.ags]
        if rng.random() > ACROSS_DISTRICTS or lead.kind == Kind.DISTRICT:
            in_district = [body for body in others if body.ags[:5] == lead.ags[:5]]
            others = in_district if len(in_district) >= count else others
        others.sort(key=lambda body: (_kilometres(lead, body), body.ags))
        return (lead, *rng.sample(others[: count + 2], count - 1))


def exists(body: Municipality, day: date) -> bool:
    """Whether the body exists on `day`."""
    return (body.valid_from or date.min) <= day <= (body.valid_to or date.max)


def _kilometres(one: Municipality, other: Municipality) -> float:
    """Distance as the crow flies; far away where a midpoint is unknown."""
    if one.longitude is None or other.longitude is None:
        return math.inf
    north = float((one.latitude or 0) - (other.latitude or 0))
    east = float(one.longitude - other.longitude) * math.cos(math.radians(50.6))
    return math.hypot(north, east) * KM_PER_DEGREE
