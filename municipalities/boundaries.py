"""Shapes of bodies: read from official GeoJSON, kept, and handed out as one set."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.imports.command import ImportReport
from core.imports.errors import CellError, FileRefused, refuse
from core.imports.kind import FileKind, require_kind
from core.imports.reader import encoding_of, require_readable
from municipalities.choices import MUNICIPALITY_KINDS, Kind
from municipalities.geometry import (
    HEIGHT,
    WIDTH,
    Ring,
    join,
    project,
    read_rings,
    ring_of,
    write_rings,
)
from municipalities.keys import is_elsewhere, whole_key
from municipalities.models import Boundary, BoundarySet, Municipality
from municipalities.models.boundary import OFFICIAL

ON_THE_MAP = (*MUNICIPALITY_KINDS, Kind.UNINCORPORATED_AREA)
MOST_BYTES = 50_000_000
KEYS = ("ags", "AGS")  # of BKG's own files and of those made from them


@dataclass(frozen=True)
class StandingSet:
    """The set of shapes that maps show; `newest` is another after each writing of its shapes."""

    code: str
    credit: str
    newest: int


def standing_set() -> StandingSet | None:
    """The official shapes where there are some, else the schematic ones; None before there are."""
    known = Boundary.objects.order_by("boundary_set")  # "official" comes before "schematic"
    rows = known.values_list("boundary_set", "boundary_set__credit")
    found = rows.annotate(newest=Max("pk")).first()
    return StandingSet(*found) if found else None


def shapes(of: StandingSet) -> dict[str, list[Ring]]:
    """The shapes of a set by the key of the body."""
    rows = Boundary.objects.filter(boundary_set=of.code)
    return {ags: read_rings(rings) for ags, rings in rows.values_list("municipality_id", "rings")}


def write_shapes(code: str, credit: str, found: dict[str, list[Ring]]) -> None:
    """Replace the set `code` by `found`."""
    kept, _is_new = BoundarySet.objects.update_or_create(code=code, defaults={"credit": credit})
    kept.boundaries.all().delete()
    Boundary.objects.bulk_create(
        Boundary(boundary_set=kept, municipality_id=ags, rings=write_rings(rings))
        for ags, rings in sorted(found.items())
    )


@transaction.atomic
def import_boundaries(path: Path, *, credit: str = "") -> ImportReport:
    """Take the official shapes of GeoJSON keyed by AGS in place of the schematic ones.

    The shape of a body that has ended goes to its successor; shapes of other states are left
    out. `credit` is the line of source and licence, needed where the file does not bring its own.
    Raises FileRefused with every body that has no shape or two, every unknown key, where shapes
    lie elsewhere, and where there is no credit.
    """
    content = _read(path)
    told = credit or _credit_of(content)
    told_shapes = [_shape_of(*numbered) for numbered in enumerate(content["features"], 1)]
    ours = [shape for shape in told_shapes if not is_elsewhere(shape.ags)]
    by_body, problems = _assigned(ours)
    bodies = Municipality.objects.existing_on(timezone.localdate()).filter(kind__in=ON_THE_MAP)
    for body in bodies.exclude(pk__in=by_body):
        problems.append(_("%(ags)s %(name)s: no shape") % {"ags": body.ags, "name": body.full_name})
    if not told:
        problems.append(_("The file names no source and licence: give them with --credit."))
    if problems:
        raise _refusal(problems)
    found = {ags: join(parts) if len(parts) > 1 else parts[0] for ags, parts in by_body.items()}
    write_shapes(OFFICIAL, told, found)
    notes = [told]
    if left_out := len(told_shapes) - len(ours):
        message = _("%(count)s areas of other states were left out.")
        notes.append(message % {"count": left_out})
    return ImportReport(read=len(told_shapes), written=len(found), notes=notes)


def _read(path: Path) -> dict[str, Any]:
    """The file as GeoJSON. Raises FileRefused where it is none."""
    require_readable(path, MOST_BYTES)
    require_kind(path, {FileKind.JSON}, named="GeoJSON")
    try:
        content = json.loads(path.read_text(encoding=encoding_of(path)))
    except json.JSONDecodeError as error:
        message = _("This is no GeoJSON: it cannot be read on from here. Is the file complete?")
        raise refuse(message, row=error.lineno) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise refuse(_("This is no GeoJSON that can be read. Save it as UTF-8.")) from error
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        message = _("%(file)s is no GeoJSON: it has no features.")
        raise _refusal([message % {"file": path.name}])
    return content


def _refusal(messages: list[str]) -> FileRefused:
    """Every message of the file as a whole: a shape has no row and no column."""
    return FileRefused([CellError(0, "", "", message) for message in messages])


def _credit_of(content: dict[str, Any]) -> str:
    about = content.get("metadata")
    if not isinstance(about, dict):
        return ""
    return ", ".join(str(about[key]) for key in ("attribution", "license") if about.get(key))


@dataclass(frozen=True)
class _Shape:
    """What a feature says: the whole key, and its rings on our sheet; `place` is its number."""

    place: int
    ags: str
    rings: list[Ring]

    @property
    def is_on_the_sheet(self) -> bool:
        return all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for ring in self.rings for x, y in ring)


def _shape_of(place: int, feature: Any) -> _Shape:
    about = feature.get("properties") if isinstance(feature, dict) else None
    keys = [str(about[key]) for key in KEYS if key in about] if isinstance(about, dict) else []
    return _Shape(place, whole_key(keys[0]) if keys else "", _rings_of(feature))


def _assigned(told: list[_Shape]) -> tuple[dict[str, list[list[Ring]]], list[str]]:
    """The shapes of each body that exists today, and what is wrong with the features."""
    bodies = Municipality.objects.filter(kind__in=ON_THE_MAP).in_bulk()
    found: dict[str, list[list[Ring]]] = defaultdict(list)
    seen: set[str] = set()
    problems = []
    for shape in told:
        if problem := _problem(shape, bodies, seen):
            problems.append(problem % {"place": shape.place, "ags": shape.ags})
        else:
            found[_today(bodies, shape.ags)].append(shape.rings)
        seen.add(shape.ags)
    away = [shape.ags for shape in told if not shape.is_on_the_sheet]
    if away:
        message = _(
            "%(count)s shapes lie outside Hessen, the first is that of %(ags)s. Coordinates are "
            "degrees (WGS 84), longitude before latitude."
        )
        problems.append(message % {"count": len(away), "ags": away[0]})
    return found, problems


def _problem(shape: _Shape, bodies: dict[str, Municipality], seen: set[str]) -> str:
    if shape.ags not in bodies:
        return _("feature %(place)s: no body with the key “%(ags)s”")
    if shape.ags in seen:
        return _("feature %(place)s: a second shape for %(ags)s")
    return "" if shape.rings else _("feature %(place)s: %(ags)s has no area")


def _today(bodies: dict[str, Municipality], ags: str) -> str:
    """The key of the body that exists today where `ags` was."""
    while (after := bodies[ags].successor_id) is not None:
        ags = after
    return ags


def _rings_of(feature: Any) -> list[Ring]:
    """The rings of a Polygon or MultiPolygon on our sheet; none where it is not well-formed."""
    try:
        shape = feature["geometry"]
        parts = shape["coordinates"]
        polygons = {"Polygon": [parts], "MultiPolygon": parts}[shape["type"]]
        made = [
            ring_of(
                project(float(longitude), float(latitude)) for longitude, latitude, *_up in ring
            )
            for polygon in polygons
            for ring in polygon
        ]
    except (LookupError, TypeError, ValueError, OverflowError):
        return []
    return [ring for ring in made if ring]
