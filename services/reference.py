"""Loads the service catalogue, who is competent, and the maturity models from our own files."""

from __future__ import annotations

from pathlib import Path

from core.reference import Source, Table, integer, text, upsert
from core.text import search_key
from services.models import LeikaService, OzgService, Situation, ThemeField

FOLDER = Path(__file__).parent / "reference"


def load_theme_fields(table: Table) -> None:
    table.must_be_unique("code")
    fields = [ThemeField(**row) for row in table.rows]
    upsert(fields, key=["code"], fields=["name", "position", "lead"])


def load_situations(table: Table) -> None:
    table.must_be_unique("code")
    table.must_be_known("theme_field", set(ThemeField.objects.values_list("code", flat=True)))
    situations = [
        Situation(code=row["code"], name=row["name"], theme_field_id=row["theme_field"])
        for row in table.rows
    ]
    upsert(situations, key=["code"], fields=["name", "theme_field"])


def load_services(table: Table) -> None:
    table.must_be_unique("ozg_id")
    table.must_be_known("theme_field", set(ThemeField.objects.values_list("code", flat=True)))
    table.must_be_known("situation", set(Situation.objects.values_list("code", flat=True)))
    services = [
        OzgService(
            ozg_id=row["ozg_id"],
            name=row["name"],
            theme_field_id=row["theme_field"],
            situation_id=row["situation"],
        )
        for row in table.rows
    ]
    for service in services:
        service.set_keys()
    from_file = ["name", "sort_name", "search_name", "theme_field", "situation"]
    upsert(services, key=["ozg_id"], fields=from_file)


def load_leika(table: Table) -> None:
    table.must_be_unique("leika_key")
    table.must_be_known("ozg_id", set(OzgService.objects.values_list("ozg_id", flat=True)))
    services = [
        LeikaService(
            leika_key=row["leika_key"],
            name=row["name"],
            search_name=search_key(row["name"]),
            leika_type=row["leika_type"],
            ozg_service_id=row["ozg_id"] or None,
        )
        for row in table.rows
    ]
    from_file = ["name", "search_name", "leika_type", "ozg_service"]
    upsert(services, key=["leika_key"], fields=from_file)


SOURCES = (
    Source(
        "services/theme_fields",
        FOLDER / "theme_fields.csv",
        {
            "code": text(needed=True),
            "name": text(needed=True),
            "position": integer(needed=True),
            "lead": text(),
        },
        load_theme_fields,
    ),
    Source(
        "services/situations",
        FOLDER / "situations.csv",
        {"code": text(needed=True), "name": text(needed=True), "theme_field": text(needed=True)},
        load_situations,
    ),
    Source(
        "services/ozg_services",
        FOLDER / "ozg_services.csv",
        {
            "ozg_id": text(needed=True),
            "name": text(needed=True),
            "theme_field": text(needed=True),
            "situation": text(needed=True),
        },
        load_services,
    ),
    Source(
        "services/leika_services",
        FOLDER / "leika_services.csv",
        {
            "leika_key": text(needed=True),
            "ozg_id": text(),
            "leika_type": text(),
            "name": text(needed=True),
        },
        load_leika,
    ),
)
