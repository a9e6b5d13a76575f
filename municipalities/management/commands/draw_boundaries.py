"""Draw the schematic map: municipalities/reference/boundaries.csv from midpoints and areas.

For developers (shapely comes with requirements-dev.txt); what it writes is committed.
"""

from __future__ import annotations

import csv
from math import pi, sqrt
from typing import Any

import shapely
from django.core.management.base import BaseCommand

from municipalities.boundaries import ON_THE_MAP
from municipalities.geometry import PER_DEGREE, Ring, project, ring_of, write_rings
from municipalities.models import Municipality
from municipalities.reference import FOLDER

UNIT_KM = 111.2 / PER_DEGREE
REACH = 1.3  # times the radius of a disc as large as the body
SMOOTH = 4.0 / UNIT_KM  # gaps and bays narrower than 8 km are closed
SIMPLE = 0.8 / UNIT_KM  # bends of the outline smaller than 800 m are left out


class Command(BaseCommand):
    help = "Draw the schematic map anew from the midpoints and areas of the bodies."

    def handle(self, *args: Any, **options: Any) -> None:
        bodies = Municipality.objects.filter(
            kind__in=ON_THE_MAP, valid_to=None, longitude__isnull=False, area_km2__isnull=False
        ).order_by("ags")
        points = [
            shapely.Point(project(float(b.longitude or 0), float(b.latitude or 0))) for b in bodies
        ]
        radii = [sqrt(float(b.area_km2 or 0) / pi) / UNIT_KM for b in bodies]
        outline = state_of(points, radii)
        cells = cells_of(points, outline)
        with (FOLDER / "boundaries.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["ags", "rings"])
            for body, cell in zip(bodies, cells, strict=True):
                writer.writerow([body.ags, write_rings(rings_of(cell))])
        self.stdout.write(f"{len(cells)} cells")


def state_of(points: list[shapely.Point], radii: list[float]) -> shapely.Geometry:
    """The smoothed union of discs as large as the bodies."""
    discs = [point.buffer(radius * REACH) for point, radius in zip(points, radii, strict=True)]
    union = shapely.union_all(discs)
    smooth = union.buffer(SMOOTH).buffer(-2 * SMOOTH).buffer(SMOOTH)
    return shapely.union_all([smooth, *(p.buffer(3 / UNIT_KM) for p in points)]).simplify(SIMPLE)


def cells_of(points: list[shapely.Point], outline: shapely.Geometry) -> list[shapely.Geometry]:
    """The Voronoi cell of each point, cut off at the outline, in the order of the points."""
    found = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline, ordered=True)
    return [shapely.intersection(cell, outline) for cell in found.geoms]


def rings_of(cell: shapely.Geometry) -> list[Ring]:
    """The outer rings of the cell's parts."""
    parts = getattr(cell, "geoms", [cell])
    rings = [ring_of((round(x), round(y)) for x, y in part.exterior.coords) for part in parts]
    return [ring for ring in rings if ring]
