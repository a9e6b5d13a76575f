"""Loads the service catalogue, who is competent, and the maturity models from our own files."""

from __future__ import annotations

from pathlib import Path

from core.database.text_keys import search_key
from core.imports.reference import (
    ReferenceColumn,
    ReferenceTable,
    Source,
    day,
    flag,
    insert_missing,
    integer,
    listing,
    one_of,
    text,
)
from services.choices import CompetenceLevel, ProcessKind
from services.models import (
    Catalogue,
    Competence,
    LeikaService,
    MaturityModel,
    OnlineProcess,
    OzgService,
    Situation,
    ThemeField,
)

FOLDER = Path(__file__).parents[1] / "reference"
CATALOGUE = "2019-10"  # the version that ozg_services.csv was written from

CATALOGUE_COLUMNS: dict[str, ReferenceColumn] = {
    "code": text(needed=True),
    "name": text(needed=True),
    "as_of": day(needed=True),
    "is_current": flag(),
    "source": text(needed=True),
}
MATURITY_COLUMNS: dict[str, ReferenceColumn] = {
    "version": text(needed=True),
    "name": text(needed=True),
    "highest_level": integer(needed=True),
    "online_from": integer(needed=True),
    "compliant_from": integer(needed=True),
    "valid_from": day(needed=True),
    "valid_to": day(),
    "criteria": listing(),
    "source": text(needed=True),
}


def load_catalogues(table: ReferenceTable) -> list[str]:
    """Versions of the catalogue; which one is used for quotas is the ministry's choice."""
    table.must_be_unique("code")
    table.check()
    versions = [Catalogue(**row) for row in table.rows]
    known = set(Catalogue.objects.values_list("code", flat=True))
    if Catalogue.objects.filter(is_current=True).exists():
        for version in versions:
            version.is_current &= version.code in known
    return insert_missing(versions, key=("code",), fields=CATALOGUE_COLUMNS)


def load_theme_fields(table: ReferenceTable) -> list[str]:
    table.must_be_unique("code")
    table.check()
    fields = [ThemeField(**row) for row in table.rows]
    return insert_missing(fields, key=("code",), fields=("name", "position", "lead"))


def load_situations(table: ReferenceTable) -> list[str]:
    table.must_be_unique("code")
    table.must_be_known("theme_field", set(ThemeField.objects.values_list("code", flat=True)))
    table.check()
    situations = [
        Situation(code=row["code"], name=row["name"], theme_field_id=row["theme_field"])
        for row in table.rows
    ]
    return insert_missing(situations, key=("code",), fields=("name", "theme_field_id"))


def load_services(table: ReferenceTable) -> list[str]:
    """OZG services with the version of the catalogue the file was written from.

    Known ones stay in the versions they are in: the ministry imports newer ones and corrects them.
    """
    table.must_be_unique("ozg_id")
    table.must_be_known("theme_field", set(ThemeField.objects.values_list("code", flat=True)))
    table.must_be_known("situation", set(Situation.objects.values_list("code", flat=True)))
    table.check()
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
    known = set(OzgService.objects.values_list("ozg_id", flat=True))
    from_file = ("name", "theme_field_id", "situation_id")
    kept = insert_missing(services, key=("ozg_id",), fields=from_file)
    membership = OzgService.catalogues.through
    membership.objects.bulk_create(
        membership(ozgservice_id=service.pk, catalogue_id=CATALOGUE)
        for service in services
        if service.pk not in known
    )
    return kept


def load_leika(table: ReferenceTable) -> list[str]:
    table.must_be_unique("leika_key")
    table.must_be_known("ozg_id", set(OzgService.objects.values_list("ozg_id", flat=True)))
    table.check()
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
    from_file = ("name", "leika_type", "ozg_service_id")
    return insert_missing(services, key=("leika_key",), fields=from_file)


def load_competence(table: ReferenceTable) -> list[str]:
    """Proposals of who is competent, for services about which nobody has decided yet."""
    table.must_be_unique("ozg_id")
    table.must_be_known("ozg_id", set(OzgService.objects.values_list("ozg_id", flat=True)))
    table.check()
    decided = dict(Competence.objects.values_list("service_id", "level"))
    Competence.objects.bulk_create(
        Competence(
            service_id=row["ozg_id"], level=row["level"], basis=row["basis"], note=row["note"]
        )
        for row in table.rows
        if row["ozg_id"] not in decided
    )
    proposed = {row["ozg_id"]: row["level"] for row in table.rows}
    return [ozg_id for ozg_id, level in decided.items() if proposed.get(ozg_id, level) != level]


def load_maturity(table: ReferenceTable) -> list[str]:
    """Maturity models with their thresholds, which the ministry may change."""
    table.must_be_unique("version")
    table.check()
    return insert_missing(
        [MaturityModel(**row) for row in table.rows], key=("version",), fields=MATURITY_COLUMNS
    )


def load_efa(table: ReferenceTable) -> list[str]:
    """The EfA services that Hessen leads, with the services of the catalogue they offer."""
    table.must_be_unique("code")
    table.must_be_known("ozg_ids", set(OzgService.objects.values_list("ozg_id", flat=True)))
    table.check()
    known = set(OnlineProcess.objects.values_list("code", flat=True))
    processes = [
        OnlineProcess(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            lead_state=row["lead_state"],
            source=row["source"],
        )
        for row in table.rows
    ]
    kept = insert_missing(processes, key=("code",), fields=("name", "kind", "lead_state"))
    link = OnlineProcess.services.through
    link.objects.bulk_create(
        link(onlineprocess_id=row["code"], ozgservice_id=ozg_id)
        for row in table.rows
        if row["code"] not in known
        for ozg_id in row["ozg_ids"]
    )
    return kept


SOURCES = (
    Source("services/catalogues", FOLDER / "catalogues.csv", CATALOGUE_COLUMNS, load_catalogues),
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
    Source(
        "services/competence",
        FOLDER / "competence.csv",
        {
            "ozg_id": text(needed=True),
            "level": one_of(CompetenceLevel),
            "basis": text(needed=True),
            "note": text(),
        },
        load_competence,
    ),
    Source(
        "services/maturity_models",
        FOLDER / "maturity_models.csv",
        MATURITY_COLUMNS,
        load_maturity,
    ),
    Source(
        "services/efa_processes",
        FOLDER / "efa_processes.csv",
        {
            "code": text(needed=True),
            "name": text(needed=True),
            "kind": one_of(ProcessKind),
            "lead_state": text(),
            "ozg_ids": listing(),
            "source": text(needed=True),
        },
        load_efa,
    ),
)
