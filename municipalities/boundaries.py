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
from core.imports.errors import CellError, FileRefused
from municipalities.choices import MUNICIPALITY_KINDS, Kind
from municipalities.geometry import Ring, join, project, read_rings, ring_of, write_rings
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

    The shape of a body that has ended goes to its successor. `credit` is the line of source and
    licence, needed where the file does not bring its own. Raises FileRefused with every body
    that has no shape or two, every unknown key, and where there is no credit.
    """
    content = _read(path)
    told = credit or _credit_of(content)
    by_body, problems = _assigned(content["features"])
    bodies = Municipality.objects.existing_on(timezone.localdate()).filter(kind__in=ON_THE_MAP)
    for body in bodies.exclude(pk__in=by_body):
        problems.append(_("%(ags)s %(name)s: no shape") % {"ags": body.ags, "name": body.full_name})
    if not told:
        problems.append(_("The file names no source and licence: give them with --credit."))
    if problems:
        raise _refusal(problems)
    found = {ags: join(parts) if len(parts) > 1 else parts[0] for ags, parts in by_body.items()}
    write_shapes(OFFICIAL, told, found)
    features = len(content["features"])
    return ImportReport(read=features, written=len(found), notes=[told])


def _read(path: Path) -> dict[str, Any]:
    """The file as GeoJSON. Raises FileRefused where it is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refusal([_("%(file)s is larger than 50 MB.") % {"file": path.name}])
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        message = _("%(file)s cannot be read as GeoJSON: %(why)s")
        raise _refusal([message % {"file": path.name, "why": error}]) from error
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


def _assigned(features: list[Any]) -> tuple[dict[str, list[list[Ring]]], list[str]]:
    """The shapes of each body that exists today, and what is wrong with the features."""
    bodies = Municipality.objects.filter(kind__in=ON_THE_MAP).in_bulk()
    found: dict[str, list[list[Ring]]] = defaultdict(list)
    seen: set[str] = set()
    problems = []
    for place, feature in enumerate(features, 1):
        ags, rings = _key_of(feature), _rings_of(feature)
        if problem := _problem(ags, rings, bodies, seen):
            problems.append(problem % {"place": place, "ags": ags})
        else:
            found[_today(bodies, ags)].append(rings)
        seen.add(ags)
    return found, problems


def _problem(ags: str, rings: list[Ring], bodies: dict[str, Municipality], seen: set[str]) -> str:
    if ags not in bodies:
        return _("feature %(place)s: no body with the key “%(ags)s”")
    if ags in seen:
        return _("feature %(place)s: a second shape for %(ags)s")
    return "" if rings else _("feature %(place)s: %(ags)s has no area")


def _today(bodies: dict[str, Municipality], ags: str) -> str:
    """The key of the body that exists today where `ags` was."""
    while (after := bodies[ags].successor_id) is not None:
        ags = after
    return ags


def _key_of(feature: Any) -> str:
    about = feature.get("properties") if isinstance(feature, dict) else None
    return next((str(about[key]) for key in KEYS if key in about), "") if about else ""


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
