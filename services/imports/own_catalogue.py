"""Our own tables of OZG services and of who is competent for them."""

from __future__ import annotations

from pathlib import Path

from django.db.models import F
from django.utils.translation import gettext as _

from core.imports.cells import read_day
from core.imports.command import ImportReport
from core.imports.errors import Errors, refuse
from core.imports.reader import CsvFile
from services.choices import CompetenceLevel
from services.models import Catalogue, Competence, OzgService, Situation, ThemeField

SERVICE_COLUMNS = {
    "ozg_id": ["ozg_id"],
    "name": ["name"],
    "theme_field": ["theme_field"],
    "situation": ["situation"],
}
COMPETENCE_COLUMNS = {
    "ozg_id": ["ozg_id"],
    "level": ["level"],
    "valid_from": ["valid_from"],
    "basis": ["basis"],
    "note": ["note"],
}
Cells = dict[str, str]


def import_services(path: Path, *, catalogue: str = "") -> ImportReport:
    """Add and change OZG services and put them into a version of the catalogue.

    Services the file does not name stay, and stay out of a new version: both versions then show
    their own quota.
    """
    version = _version(catalogue)
    errors = Errors()
    rows = _read(path, SERVICE_COLUMNS, list(SERVICE_COLUMNS), errors)
    _require_known(
        rows, "theme_field", set(ThemeField.objects.values_list("pk", flat=True)), errors
    )
    _require_known(rows, "situation", set(Situation.objects.values_list("pk", flat=True)), errors)
    errors.check()
    known = OzgService.objects.in_bulk()
    members = set(version.ozgservice_set.values_list("pk", flat=True))
    report = ImportReport(read=len(rows))
    for _row, cells in rows:
        written = _write_service(known.get(cells["ozg_id"]), cells, report)
        if cells["ozg_id"] not in members:
            version.ozgservice_set.add(OzgService.objects.get(pk=cells["ozg_id"]))
            message = _("%(service)s joins %(version)s")
            report.differences.append(message % {"service": cells["ozg_id"], "version": version})
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


def _write_service(before: OzgService | None, cells: Cells, report: ImportReport) -> bool:
    service = before or OzgService(ozg_id=cells["ozg_id"])
    differences = []
    for label, field, value in (
        (_("name"), "name", cells["name"]),
        (_("theme field"), "theme_field_id", cells["theme_field"]),
        (_("situation"), "situation_id", cells["situation"]),
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
    rows = _read(path, COMPETENCE_COLUMNS, ["ozg_id", "level", "basis"], errors)
    _require_known(rows, "ozg_id", set(OzgService.objects.values_list("pk", flat=True)), errors)
    _require_known(rows, "level", set(CompetenceLevel.values), errors)
    report = ImportReport(read=len(rows))
    for row, cells in rows:
        if errors.count == 0:
            report.written += _write_competence(row, cells, report, errors)
    errors.check()
    report.unchanged = report.read - report.written
    return report


def _write_competence(row: int, cells: Cells, report: ImportReport, errors: Errors) -> bool:
    since = None
    if cells.get("valid_from"):
        try:
            since = read_day(cells["valid_from"])
        except ValueError as error:
            errors.add(row, "valid_from", cells["valid_from"], str(error))
            return False
    in_order = F("valid_from").asc(nulls_first=True)
    last = Competence.objects.filter(service_id=cells["ozg_id"]).order_by(in_order).last()
    if last is not None and last.level == cells["level"]:
        return False
    label = CompetenceLevel(cells["level"]).label
    report.differences.append(f"{cells['ozg_id']}: {last and last.get_level_display()} → {label}")
    new = Competence(
        service_id=cells["ozg_id"],
        level=cells["level"],
        valid_from=since,
        basis=cells["basis"],
        note=cells.get("note", ""),
    )
    if last is None:
        new.save()
    elif since is None:
        Competence.objects.filter(pk=last.pk).update(
            level=new.level, basis=new.basis, note=new.note
        )
    elif last.valid_from is not None and last.valid_from >= since:
        message = _("A competence from %(day)s on exists already. Use a later day.")
        errors.add(row, "valid_from", since.isoformat(), message % {"day": last.valid_from})
    else:
        Competence.objects.filter(pk=last.pk).update(valid_to=since)
        new.save()
    return True


def _read(
    path: Path, columns: dict[str, list[str]], needed: list[str], errors: Errors
) -> list[tuple[int, Cells]]:
    """All rows as stripped cells; the needed ones must not be empty, and keys come once."""
    file = CsvFile(path, columns, needed, errors)
    names = list(file.places)
    rows, seen = [], set()
    for row, values in file:
        cells = {name: value.strip() for name, value in zip(names, values, strict=True)}
        for name in needed:
            if not cells[name]:
                errors.add(row, name, "", _("The cell is empty."))
        if cells["ozg_id"] in seen:
            errors.add(row, "ozg_id", cells["ozg_id"], _("Stands in the file already."))
        seen.add(cells["ozg_id"])
        rows.append((row, cells))
    return rows


def _require_known(
    rows: list[tuple[int, Cells]], column: str, known: set[str], errors: Errors
) -> None:
    for row, cells in rows:
        if cells[column] and cells[column] not in known:
            message = _("Not known here. Expected one of: %(some)s …")
            some = ", ".join(sorted(known)[:8])
            errors.add(row, column, cells[column], message % {"some": some})
