"""The catalogue from files: the LeiKa list, and our own tables of services and competences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.text_keys import search_key
from core.imports.command import ImportReport
from core.imports.errors import Errors, refuse
from core.imports.header import header_names
from core.imports.reader import has_columns
from core.imports.table import FileRow, FileTable
from services.imports.catalogue_keys import CatalogueKeys
from services.imports.own_catalogue import (
    COMPETENCE_COLUMNS,
    SERVICE_COLUMNS,
    import_competences,
    import_services,
)
from services.models import LeikaService, OzgService

COLUMNS = {
    "key": ["leika_key", "leistungsschlüssel", "leistungsschluessel", "leika-schlüssel",
            "leika-id", "leika_id", "schlüssel", "id"],
    "name": ["leistungsbezeichnung", "leika_bezeichnung", "leika_name", "bezeichnung", "name"],
    "ozg": ["ozg_id", "ozgid", "ozg-id"],
    "kind": ["typisierung", "leika_type", "leika-typ", "leika_typ", "typ"],
}  # fmt: skip
NEEDED = ["key", "name"]
MOST_ROWS = 200_000
LONGEST_NAME = LeikaService._meta.get_field("name").max_length or 500


@transaction.atomic
def import_catalogue(path: Path, *, catalogue: str = "") -> ImportReport:
    """Read a LeiKa list, a table of OZG services or of competences, by its header.

    Raises FileRefused with every wrong cell; nothing is written then.
    """
    columns = columns_of(path)
    if columns is COLUMNS:
        return import_leika(path)
    if columns is SERVICE_COLUMNS:
        return import_services(path, catalogue=catalogue)
    return import_competences(path)


def columns_of(path: Path) -> dict[str, list[str]]:
    """The columns of the kind a file's header shows. Raises FileRefused for one of no kind."""
    header = header_names(path)
    if any(has_columns(header, name) for name in COLUMNS["key"][:7]):
        return COLUMNS
    if _has(header, SERVICE_COLUMNS, "ozg_id", "theme_field"):
        return SERVICE_COLUMNS
    if _has(header, COMPETENCE_COLUMNS, "ozg_id", "level"):
        return COMPETENCE_COLUMNS
    message = _(
        "Not a file we know. Expected: a LeiKa list (Leistungsschlüssel, Leistungsbezeichnung), "
        "services (OZG-ID, Bezeichnung, Themenfeld, Lage) or competences (OZG-ID, Ebene)."
    )
    raise refuse(message, row=1, value=", ".join(header))


def _has(header: list[str], columns: dict[str, list[str]], *names: str) -> bool:
    """Whether a header has these columns, each under one of its headings."""
    return all(any(has_columns(header, heading) for heading in columns[name]) for name in names)


def import_leika(path: Path) -> ImportReport:
    """Add and rename LeiKa services; those the file does not name stay and are told."""
    errors = Errors()
    table = FileTable(path, COLUMNS, NEEDED, errors, most_rows=MOST_ROWS)
    read = [service for service in _services(table) if service is not None]
    errors.check()
    known = LeikaService.objects.in_bulk()
    report = ImportReport(read=len(read), notes=list(table.notes))
    new, changed = [], []
    for service in read:
        before = known.get(service.pk)
        if before is None:
            report.differences.append(_("New: %(service)s") % {"service": service})
            new.append(service)
            continue
        differences = _differences(before, service)
        if differences:
            report.differences.append(f"{service.pk}: {'; '.join(differences)}")
            changed.append(service)
    LeikaService.objects.bulk_create(new, batch_size=2000)
    LeikaService.objects.bulk_update(
        changed, ["name", "search_name", "leika_type", "ozg_service"], batch_size=1000
    )
    report.written = len(new) + len(changed)
    report.unchanged = report.read - report.written
    missing = len(known.keys() - {service.pk for service in read})
    if missing:
        message = _("%(count)s LeiKa services of our catalogue are not in the file; they stay.")
        report.notes.append(message % {"count": missing})
    return report


def _services(table: FileTable) -> Iterator[LeikaService | None]:
    """The service of each row; None where a cell is wrong."""
    services = frozenset(OzgService.objects.values_list("pk", flat=True))
    seen: dict[str, int] = {}
    for row in table:
        key, ozg_id = row["key"], row["ozg"]
        if not CatalogueKeys.is_leika(key):
            row.wrong("key", _("A LeiKa key has 14 digits."))
        elif key in seen:
            row.wrong("key", _("Stands in row %(row)s already.") % {"row": seen[key]})
        if not 0 < len(row["name"]) <= LONGEST_NAME:
            row.wrong("name", _("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
        if ozg_id and ozg_id not in services:
            row.wrong("ozg", _("Not in the catalogue. Import the OZG services first."))
        row.fit(LeikaService, {"kind": "leika_type"})
        seen.setdefault(key, row.number)
        yield None if row.wrong_cells else _service(row)


def _service(row: FileRow) -> LeikaService:
    return LeikaService(
        leika_key=row["key"],
        name=row["name"],
        search_name=search_key(row["name"]),
        leika_type=row["kind"],
        ozg_service_id=row["ozg"] or None,
    )


def _differences(before: LeikaService, after: LeikaService) -> list[str]:
    """What a row changes, in words; a column the file lacks, or an empty cell, changes nothing."""
    differences = []
    after.leika_type = after.leika_type or before.leika_type
    after.ozg_service_id = after.ozg_service_id or before.ozg_service_id
    for label, old, new in (
        (_("name"), before.name, after.name),
        (_("LeiKa type"), before.leika_type, after.leika_type),
        (_("OZG service"), before.ozg_service_id or "–", after.ozg_service_id or "–"),
    ):
        if old != new:
            differences.append(f"{label}: {old} → {new}")
    return differences
