"""Our own tables of OZG services and of who is competent for them."""

from __future__ import annotations

from pathlib import Path

from django.db.models import F
from django.utils.translation import gettext as _

from core.formats import format_day
from core.imports.cells import read_day
from core.imports.command import ImportReport
from core.imports.errors import Errors, refuse
from core.imports.table import FileRow, FileTable
from services.choices import CompetenceLevel
from services.models import Catalogue, Competence, OzgService, Situation, ThemeField

SERVICE_COLUMNS = {
    "ozg_id": ["OZG-ID", "ozg_id"],
    "name": ["Bezeichnung", "name"],
    "theme_field": ["Themenfeld", "theme_field"],
    "situation": ["Lage", "situation"],
}
COMPETENCE_COLUMNS = {
    "ozg_id": ["OZG-ID", "ozg_id"],
    "level": ["Ebene", "level"],
    "valid_from": ["gültig ab", "valid_from"],
    "basis": ["Grundlage", "basis"],
    "note": ["Bemerkung", "note"],
}


def import_services(path: Path, *, catalogue: str = "") -> ImportReport:
    """Add and change OZG services and put them into a version of the catalogue.

    Services the file does not name stay, and stay out of a new version: both versions then show
    their own quota.
    """
    version = _version(catalogue)
    errors = Errors()
    needed = list(SERVICE_COLUMNS)
    table = FileTable(path, SERVICE_COLUMNS, needed, errors)
    rows = _read(table, needed)
    _require_known(rows, "theme_field", set(ThemeField.objects.values_list("pk", flat=True)))
    _require_known(rows, "situation", set(Situation.objects.values_list("pk", flat=True)))
    for row in rows:
        row.fit(OzgService, {"ozg_id": "ozg_id", "name": "name"})
    errors.check()
    known = OzgService.objects.in_bulk()
    members = set(version.ozgservice_set.values_list("pk", flat=True))
    report = ImportReport(read=len(rows), notes=list(table.notes))
    for row in rows:
        written = _write_service(known.get(row["ozg_id"]), row, report)
        if row["ozg_id"] not in members:
            version.ozgservice_set.add(OzgService.objects.get(pk=row["ozg_id"]))
            message = _("%(service)s joins %(version)s")
            report.differences.append(message % {"service": row["ozg_id"], "version": version})
            written = True
        report.written += written
    report.unchanged = report.read - report.written
    return report


def _version(code: str) -> Catalogue:
    """The catalogue version `code`, by default the one used for quotas."""
    wanted = (
        Catalogue.objects.filter(pk=code) if code else Catalogue.objects.filter(is_current=True)
    )
    version = wanted.first()
    if version is None:
        message = _("There is no such version of the catalogue. Enter it in the administration.")
        raise refuse(message, column="catalogue", value=code)
    return version


def _write_service(before: OzgService | None, row: FileRow, report: ImportReport) -> bool:
    service = before or OzgService(ozg_id=row["ozg_id"])
    differences = []
    for label, field, value in (
        (_("name"), "name", row["name"]),
        (_("theme field"), "theme_field_id", row["theme_field"]),
        (_("situation"), "situation_id", row["situation"]),
    ):
        old = getattr(service, field)
        if old != value:
            differences.append(f"{label}: {old or '–'} → {value}")
            setattr(service, field, value)
    if differences:
        service.save()
        report.differences.append(f"{service.ozg_id}: {'; '.join(differences)}")
    return bool(differences)


def import_competences(path: Path) -> ImportReport:
    """Set who is competent from a day on; an empty day means always.

    The competence before ends on that day, so figures of the past keep it.
    """
    errors = Errors()
    needed = ["ozg_id", "level", "basis"]
    table = FileTable(path, COMPETENCE_COLUMNS, needed, errors)
    rows = _read(table, needed)
    _require_known(rows, "ozg_id", set(OzgService.objects.values_list("pk", flat=True)))
    _require_known(rows, "level", set(CompetenceLevel.values))
    report = ImportReport(read=len(rows), notes=list(table.notes))
    for row in rows:
        row.fit(Competence, {"basis": "basis", "note": "note"})
        if errors.count == 0:
            report.written += _write_competence(row, report)
    errors.check()
    report.unchanged = report.read - report.written
    return report


def _write_competence(row: FileRow, report: ImportReport) -> bool:
    since = row.optional("valid_from", read_day)
    if row.wrong_cells:
        return False
    in_order = F("valid_from").asc(nulls_first=True)
    last = Competence.objects.filter(service_id=row["ozg_id"]).order_by(in_order).last()
    if last is not None and last.level == row["level"]:
        return False
    label = CompetenceLevel(row["level"]).label
    report.differences.append(f"{row['ozg_id']}: {last and last.get_level_display()} → {label}")
    new = Competence(
        service_id=row["ozg_id"],
        level=row["level"],
        valid_from=since,
        basis=row["basis"],
        note=row["note"],
    )
    if last is None:
        new.save()
    elif since is None:
        Competence.objects.filter(pk=last.pk).update(
            level=new.level, basis=new.basis, note=new.note
        )
    elif last.valid_from is not None and last.valid_from >= since:
        message = _("A competence from %(day)s on exists already. Use a later day.")
        row.wrong("valid_from", message % {"day": format_day(last.valid_from)})
    else:
        Competence.objects.filter(pk=last.pk).update(valid_to=since)
        new.save()
    return True


def _read(table: FileTable, needed: list[str]) -> list[FileRow]:
    """All rows; the needed cells must not be empty, and keys come once."""
    rows, seen = [], set()
    for row in table:
        for name in needed:
            if not row[name]:
                row.wrong(name, _("The cell is empty."))
        if row["ozg_id"] in seen:
            row.wrong("ozg_id", _("Stands in the file already."))
        seen.add(row["ozg_id"])
        rows.append(row)
    return rows


def _require_known(rows: list[FileRow], column: str, known: set[str]) -> None:
    for row in rows:
        if row[column] and row[column] not in known:
            message = _("Not known here. Expected one of: %(some)s …")
            row.wrong(column, message % {"some": ", ".join(sorted(known)[:8])})
