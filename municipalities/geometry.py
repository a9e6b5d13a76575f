"""Shapes on a flat sheet: rings of whole numbers, read, written and joined along shared edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import cos, radians

Point = tuple[int, int]
Ring = tuple[Point, ...]  # the last point is not the first again
Edge = tuple[Point, Point]

WEST, NORTH, MIDDLE = 7.70, 51.70, 50.6  # degrees: corner of the sheet, latitude of true lengths
PER_DEGREE = 620  # units of the sheet for a degree of latitude, about 180 m each
WIDTH, HEIGHT = 1030, 1450


def project(longitude: float, latitude: float) -> Point:
    """A place of Hessen on the sheet: north is up, lengths are true in the middle of the state."""
    x = (longitude - WEST) * cos(radians(MIDDLE)) * PER_DEGREE
    return round(x), round((NORTH - latitude) * PER_DEGREE)


def ring_of(points: Iterable[Point]) -> Ring:
    """The points without repetitions and without the closing one; empty below three of them."""
    kept: list[Point] = []
    for point in points:
        if not kept or kept[-1] != point:
            kept.append(point)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept) if len(kept) > 2 else ()


def read_rings(text: str) -> list[Ring]:
    """ "12,7 13,7 13,8|..." as rings."""
    return [
        tuple((int(x), int(y)) for x, _comma, y in (pair.partition(",") for pair in ring.split()))
        for ring in text.split("|")
        if ring
    ]


def write_rings(rings: Iterable[Ring]) -> str:
    return "|".join(" ".join(f"{x},{y}" for x, y in ring) for ring in rings)


def path_of(rings: Iterable[Ring]) -> str:
    """The rings as the path of an SVG, with short relative steps."""
    parts = []
    for ring in rings:
        (x, y), *rest = ring
        parts.append(f"M{x} {y}l")
        steps = []
        for next_x, next_y in rest:
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
        parts.append(" ".join(steps) + "z")
    return "".join(parts).replace(" -", "-")


def area_of_ring(ring: Ring) -> int:
    """Twice the area, positive where the ring runs one way round and negative the other."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(x * after_y - after_x * y for (x, y), (after_x, after_y) in pairs)


def join(shapes: Iterable[Sequence[Ring]]) -> list[Ring]:
    """One shape of many: edges that two of them share lie inside and vanish.

    Neighbours have to name the same points along their common edge.
    """
    edges: set[Edge] = set()
    for ring in (ring for rings in shapes for ring in _same_way(rings)):
        for edge in zip(ring, (*ring[1:], ring[0]), strict=True):
            if edge[::-1] in edges:
                edges.remove(edge[::-1])
            else:
                edges.add(edge)
    return _chained(edges)


def _same_way(rings: Sequence[Ring]) -> list[Ring]:
    """Outer rings run one way round, holes the other, whoever drew them.

    The largest ring of a shape is an outer one; one that lies in it and runs against it is a hole.
    """
    found = []
    for ring in rings:
        inside = sum(_holds(other, ring[0]) for other in rings if other is not ring)
        is_forward = area_of_ring(ring) > 0
        found.append(ring if is_forward == (inside % 2 == 0) else ring[::-1])
    return found


def _holds(ring: Ring, point: Point) -> bool:
    """Whether the point lies in the ring: a ray to the right crosses an odd number of edges."""
    x, y = point
    crossed = 0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossed += 1
    return crossed % 2 == 1


def _chained(edges: set[Edge]) -> list[Ring]:
    """Rings of edges that follow each other."""
    after: dict[Point, list[Point]] = defaultdict(list)
    for begin, end in sorted(edges):
        after[begin].append(end)
    rings = []
    for start in sorted(after):
        while after[start]:
            ring, point = [start], after[start].pop()
            while point != start:
                ring.append(point)
                point = after[point].pop()
            if made := ring_of(ring):
                rings.append(made)
    return rings
