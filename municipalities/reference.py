"""Loads government districts, districts, bodies and population figures from our own files."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from core.database.text_keys import sort_key
from core.imports.reference import (
    ReferenceTable,
    Source,
    day,
    decimal,
    flag,
    integer,
    one_of,
    text,
    upsert,
)
from municipalities.boundaries import write_shapes
from municipalities.choices import Kind, PopulationBasis
from municipalities.geometry import read_rings
from municipalities.models import District, GovernmentDistrict, Municipality, PopulationFigure
from municipalities.models.boundary import SCHEMATIC

FOLDER = Path(__file__).parent / "reference"
SCHEMATIC_CREDIT = (
    "Schematische Darstellung aus den Mittelpunkten und Flächen der Gemeinden (Statistisches "
    "Bundesamt, GV-ISys, Gebietsstand 30.06.2026); keine amtlichen Grenzen"
)


def load_government_districts(table: ReferenceTable) -> None:
    table.must_be_unique("ags")
    table.check()
    upsert([GovernmentDistrict(**row) for row in table.rows], key=["ags"], fields=["name"])


def load_districts(table: ReferenceTable) -> None:
    table.must_be_unique("ags")
    table.must_be_known(
        "government_district", set(GovernmentDistrict.objects.values_list("ags", flat=True))
    )
    table.check()
    districts = [
        District(
            ags=row["ags"],
            name=row["full_name"],
            sort_name=sort_key(row["name"]),
            government_district_id=row["government_district"],
        )
        for row in table.rows
    ]
    upsert(districts, key=["ags"], fields=["name", "sort_name", "government_district"])


def load_bodies(table: ReferenceTable) -> list[str]:
    """Bodies with their life spans; a mailbox or an end entered by staff stays."""
    table.must_be_unique("ags")
    table.must_be_known("successor_ags", {row["ags"] for row in table.rows})
    districts = set(District.objects.values_list("ags", flat=True))
    for row in table.rows:
        if row["ags"][:5] not in districts:
            table.refuse(row.line, "ags", row["ags"], _("The body lies in no known district."))
    table.check()
    bodies = [
        Municipality(
            ags=row["ags"],
            ars=row["ars"],
            name=row["name"],
            official_name=row["official_name"],
            kind=row["kind"],
            special_status=row["special_status"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            successor_id=row["successor_ags"] or None,
            area_km2=row["area_km2"],
            postal_code=row["postal_code"],
            longitude=row["lon"],
            latitude=row["lat"],
        )
        for row in table.rows
    ]
    for body in bodies:
        body.set_keys()
    kept = _keep_ends(bodies)
    from_file = [
        f.name for f in Municipality._meta.fields if f.name not in {"ags", "contact_email"}
    ]
    upsert(bodies, key=["ags"], fields=from_file)
    return kept


def _keep_ends(bodies: list[Municipality]) -> list[str]:
    """Leave bodies that have ended as they ended; returns those the file has otherwise."""
    ended = Municipality.objects.filter(valid_to__isnull=False).in_bulk()
    kept = []
    for body in bodies:
        before = ended.get(body.ags)
        if before is None:
            continue
        if (body.valid_to, body.successor_id) != (before.valid_to, before.successor_id):
            kept.append(before.full_name)
        body.valid_to, body.successor_id = before.valid_to, before.successor_id
    return kept


def load_population(table: ReferenceTable) -> None:
    table.must_be_unique("ags", "as_of", "basis", "territory_from")
    table.must_be_known("ags", set(Municipality.objects.values_list("ags", flat=True)))
    table.check()
    figures = [
        PopulationFigure(
            municipality_id=row["ags"],
            as_of=row["as_of"],
            population=row["population"],
            basis=row["basis"],
            territory_from=row["territory_from"],
            source=row["source"],
        )
        for row in table.rows
    ]
    identity = ["municipality", "as_of", "basis", "territory_from"]
    upsert(figures, key=identity, fields=["population", "source"])


def load_boundaries(table: ReferenceTable) -> None:
    """The shapes of our own schematic map (manage.py draw_boundaries)."""
    table.must_be_unique("ags")
    table.must_be_known("ags", set(Municipality.objects.values_list("ags", flat=True)))
    table.check()
    found = {row["ags"]: read_rings(row["rings"]) for row in table.rows}
    write_shapes(SCHEMATIC, SCHEMATIC_CREDIT, found)


SOURCES = (
    Source(
        "municipalities/government_districts",
        FOLDER / "government_districts.csv",
        {"ags": text(needed=True), "name": text(needed=True)},
        load_government_districts,
    ),
    Source(
        "municipalities/districts",
        FOLDER / "districts.csv",
        {
            "ags": text(needed=True),
            "name": text(needed=True),
            "full_name": text(needed=True),
            "government_district": text(needed=True),
        },
        load_districts,
    ),
    Source(
        "municipalities/bodies",
        FOLDER / "bodies.csv",
        {
            "ags": text(needed=True),
            "ars": text(),
            "name": text(needed=True),
            "official_name": text(needed=True),
            "kind": one_of(Kind),
            "special_status": flag(),
            "valid_from": day(),
            "valid_to": day(),
            "successor_ags": text(),
            "area_km2": decimal(),
            "postal_code": text(),
            "lon": decimal(),
            "lat": decimal(),
        },
        load_bodies,
    ),
    Source(
        "municipalities/population",
        FOLDER / "population.csv",
        {
            "ags": text(needed=True),
            "as_of": day(needed=True),
            "population": integer(needed=True),
            "basis": one_of(PopulationBasis),
            "territory_from": day(),
            "source": text(needed=True),
        },
        load_population,
    ),
    Source(
        "municipalities/boundaries",
        FOLDER / "boundaries.csv",
        {"ags": text(needed=True), "rings": text(needed=True)},
        load_boundaries,
    ),
)
