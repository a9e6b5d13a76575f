"""The land under a map: the outlines of its areas, drawn once while the shapes stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.areas import Level, area_of
from core.http.kept import kept
from municipalities.boundaries import StandingSet, shapes, standing_set
from municipalities.geometry import Ring, join, path_of


@dataclass(frozen=True)
class Land:
    """Paths of an SVG: `areas` by the key of the area, `borders` to lie over them."""

    areas: Mapping[str, str]
    borders: Sequence[str]
    source: StandingSet | None = None


def land(level: Level) -> Land:
    """The land of today's best shapes, divided into the areas of `level`."""
    best = standing_set()
    if best is None:
        return Land({}, [])
    return kept("land", level.value, best, make=lambda: outline(shapes(best), level, best))


def outline(
    found: Mapping[str, Sequence[Ring]], level: Level, source: StandingSet | None = None
) -> Land:
    """The shapes of bodies as the land of a level; over bodies lie the borders of the districts."""
    over = grouped(found, Level.DISTRICT).values() if level == Level.BODY else []
    return Land(
        {key: path_of(rings) for key, rings in grouped(found, level).items()},
        [path_of(rings) for rings in over],
        source,
    )


def grouped(shapes: Mapping[str, Sequence[Ring]], level: Level) -> dict[str, list[Ring]]:
    """The shapes of the areas of `level`, joined from those of the bodies."""
    if level == Level.BODY:
        return {ags: list(rings) for ags, rings in shapes.items()}
    parts: dict[str, list[Sequence[Ring]]] = defaultdict(list)
    for ags, rings in shapes.items():
        parts[area_of(ags, level) or ""].append(rings)
    return {key: join(found) for key, found in parts.items()}
