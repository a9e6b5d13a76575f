"""The catalogue from files: the LeiKa list, and our own tables of services and competences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from core.imports.command import ImportReport
from core.imports.errors import Errors, refuse
from core.imports.header import header_names
from core.imports.reader import CsvFile
from core.text import search_key
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
    names = set(header)
    if names & set(COLUMNS["key"][:7]):
        return COLUMNS
    if {"ozg_id", "theme_field"} <= names:
        return SERVICE_COLUMNS
    if {"ozg_id", "level"} <= names:
        return COMPETENCE_COLUMNS
    message = _(
        "Not a file we know. Expected: a LeiKa list (Leistungsschlüssel, Leistungsbezeichnung), "
        "services (ozg_id, name, theme_field, situation) or competences (ozg_id, level)."
    )
    raise refuse(message, row=1, value=", ".join(header))


def import_leika(path: Path) -> ImportReport:
    """Add and rename LeiKa services; those the file does not name stay and are told."""
    errors = Errors()
    read = list(_rows(CsvFile(path, COLUMNS, NEEDED, errors), errors))
    errors.check()
    known = LeikaService.objects.in_bulk()
    report = ImportReport(read=len(read))
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


def _rows(file: CsvFile, errors: Errors) -> Iterable[LeikaService]:
    services = frozenset(OzgService.objects.values_list("pk", flat=True))
    names = list(file.places)
    seen: dict[str, int] = {}
    for row, values in file:
        cells = {name: value.strip() for name, value in zip(names, values, strict=True)}
        before = errors.count
        key, ozg_id = cells["key"], cells.get("ozg", "")
        if not CatalogueKeys.is_leika(key):
            errors.add(row, file.header[file.places["key"]], key, _("A LeiKa key has 14 digits."))
        elif key in seen:
            message = _("Stands in row %(row)s already.") % {"row": seen[key]}
            errors.add(row, file.header[file.places["key"]], key, message)
        if not 0 < len(cells["name"]) <= LONGEST_NAME:
            message = _("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME}
            errors.add(row, file.header[file.places["name"]], cells["name"], message)
        if ozg_id and ozg_id not in services:
            message = _("Not in the catalogue. Import the OZG services first.")
            errors.add(row, "ozg_id", ozg_id, message)
        seen.setdefault(key, row)
        if errors.count == before:
            yield LeikaService(
                leika_key=key,
                name=cells["name"],
                search_name=search_key(cells["name"]),
                leika_type=cells.get("kind", ""),
                ozg_service_id=ozg_id or None,
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
