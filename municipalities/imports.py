"""Compare the tables of bodies with a GV100AD file, and bring them up to its date."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.formats import format_count, format_day, format_mean
from core.imports.command import ImportReport
from municipalities.choices import Kind, PopulationBasis
from municipalities.counted import Counted, population_of
from municipalities.gv100ad import BodyRecord, Gv100ad, by_name, read_gv100ad
from municipalities.models import (
    District,
    GovernmentDistrict,
    Municipality,
    PopulationFigure,
)


@transaction.atomic
def import_municipalities(
    path: Path,
    *,
    population_as_of: date | None = None,
    population_basis: PopulationBasis | None = None,
) -> ImportReport:
    """Write what the file knows better: names, kinds, areas, new bodies, population figures.

    Bodies the file does not have are told and stay: who follows them is a decision. A file that
    is older than a change the tables know is compared and changes no body; its population
    becomes a figure of its day, which a note always names. Raises FileRefused with every wrong
    record, or where nothing tells which day and basis the population has.
    """
    file = read_gv100ad(path)
    counted = population_of(file, as_of=population_as_of, basis=population_basis)
    merge = _Merge(file, counted)
    merge.run()
    merge.report.notes.insert(0, counted.note)
    return merge.report


@dataclass
class _Change:
    """A field of a body and how both sides say it."""

    label: str
    field: str
    before: str
    after: str


class _Merge:
    def __init__(self, file: Gv100ad, counted: Counted) -> None:
        self.file = file
        self.report = ImportReport(read=len(file.bodies) + len(file.districts))
        self.bodies = Municipality.objects.select_related("successor").in_bulk()
        self.new_figures: list[PopulationFigure] = []
        self.figures: dict[str, list[PopulationFigure]] = defaultdict(list)
        for figure in PopulationFigure.objects.order_by("as_of", "basis"):
            self.figures[figure.municipality_id].append(figure)
        self.as_of, self.basis = counted.as_of, counted.basis
        self.source = f"Destatis, GV100AD, Gebietsstand {format_day(file.day)}"
        self.newest_change = self._newest_change()
        self.is_older = self.newest_change is not None and file.day < self.newest_change

    def run(self) -> None:
        records = sorted(self.file.bodies.values(), key=by_name)
        known = [record for record in records if record.ags in self.bodies]
        for record in records:
            if record.ags not in self.bodies:
                self._add(record)
        for record in known:
            self._tell_ended(record)
        self._tell_missing()
        self._rename_districts()
        touched = {record.ags for record in known if self._change(record)}
        figures = {record.ags for record in records if self._take_population(record)}
        PopulationFigure.objects.bulk_create(self.new_figures)
        self.report.written += len((touched if not self.is_older else set()) | figures)
        self.report.unchanged = self.report.read - self.report.written
        self._note()

    def _newest_change(self) -> date | None:
        days = Municipality.objects.aggregate(start=Max("valid_from"), end=Max("valid_to"))
        return max((day for day in days.values() if day is not None), default=None)

    def _say(self, line: str) -> None:
        self.report.differences.append(line)

    def _note(self) -> None:
        if self.file.elsewhere:
            message = _("%(count)s records of other states left out.")
            self.report.notes.append(message % {"count": self.file.elsewhere})
        if self.is_older:
            message = _(
                "The file shows %(day)s, the tables know a change of %(newest)s: bodies are "
                "compared and stay as they are; population figures of %(as_of)s are kept."
            )
            values = {
                "day": format_day(self.file.day),
                "newest": format_day(self.newest_change),
                "as_of": format_day(self.as_of),
            }
            self.report.notes.append(message % values)

    def _add(self, record: BodyRecord) -> None:
        message = _("New: %(ags)s %(name)s (%(kind)s)")
        values = {"ags": record.ags, "name": record.official_name, "kind": record.kind.label}
        self._say(message % values)
        if self.is_older:
            return
        self._require_district(record.ags[:5])
        body = Municipality(
            ags=record.ags,
            ars=record.ars,
            name=record.name,
            official_name=record.official_name,
            kind=record.kind,
            area_km2=record.area_km2,
            postal_code=record.postal_code,
            valid_from=self.file.day,
        )
        body.save()
        self.bodies[body.ags] = body

    def _require_district(self, ags: str) -> None:
        """The area the new body lies in, made from the file where the tables do not have it."""
        region = self.file.regions.get(ags[:3], ags[:3])
        GovernmentDistrict.objects.get_or_create(ags=ags[:3], defaults={"name": region})
        name = self.file.districts.get(ags, ags)
        District.objects.get_or_create(
            ags=ags, defaults={"name": name, "government_district_id": ags[:3]}
        )

    def _tell_ended(self, record: BodyRecord) -> None:
        body = self.bodies[record.ags]
        if body.valid_to is None:
            return
        message = _("%(ags)s %(name)s exists in the tables until %(until)s only, then: %(next)s")
        after = f"{body.successor.ags} {body.successor.full_name}" if body.successor else "–"
        values = {
            "ags": body.ags,
            "name": body.full_name,
            "until": format_day(body.valid_to),
            "next": after,
        }
        self._say(message % values)

    def _tell_missing(self) -> None:
        today = [body for body in self.bodies.values() if body.valid_to is None]
        in_file = self.file.bodies.keys() | self.file.districts.keys()
        for body in sorted(today, key=lambda body: (body.sort_name, body.ags)):
            if body.kind != Kind.ASSOCIATION and body.ags not in in_file:
                word = _("since")
                since = f", {word} {format_day(body.valid_from)}" if body.valid_from else ""
                message = _("Not in the file: %(ags)s %(name)s%(since)s")
                values = {"ags": body.ags, "name": body.full_name, "since": since}
                self._say(message % values)

    def _rename_districts(self) -> None:
        for ags, name in sorted(self.file.districts.items()):
            body = self.bodies.get(ags)
            if body is not None and body.name != name:
                self._say(_change_line(body.ags, _("name"), body.name, name))
                self.report.written += self._write(body, {"name": name})

    def _change(self, record: BodyRecord) -> bool:
        """Tell and write what differs in a body; returns whether anything does."""
        body = self.bodies[record.ags]
        if body.valid_to is not None:
            return False
        if record.kind == Kind.UNINCORPORATED_AREA and record.name == body.name:
            return False  # the file abbreviates what they are, and nothing else of them is kept
        changes = [
            _Change(_("official name"), "official_name", body.official_name, record.official_name),
            _Change(_("kind"), "kind", body.kind, record.kind.value),
            _Change(_("ARS"), "ars", body.ars, record.ars),
            _Change(_("area in km²"), "area_km2", _km2(body.area_km2), _km2(record.area_km2)),
            _Change(_("postal code"), "postal_code", body.postal_code, record.postal_code),
        ]
        changes = [c for c in changes if c.before != c.after and c.after]
        who = f"{body.ags} {body.name}"
        for change in changes:
            self._say(_change_line(who, change.label, change.before, change.after))
        values: dict[str, object] = {c.field: getattr(record, c.field) for c in changes}
        if "official_name" in values:
            values["name"] = record.name
        return self._write(body, values)

    def _write(self, body: Municipality, values: dict[str, object]) -> bool:
        if not values or self.is_older:
            return False
        for name, value in values.items():
            setattr(body, name, value)
        body.save()
        return True

    def _take_population(self, record: BodyRecord) -> bool:
        """Tell a difference to the figure in use; keep the file's own figure. True if new."""
        body = self.bodies.get(record.ags)
        if body is None or record.kind == Kind.UNINCORPORATED_AREA:
            return False
        figures = self.figures[body.ags]
        if figures and figures[-1].population != record.population:
            line = _change_line(
                f"{body.ags} {body.name}",
                _("inhabitants"),
                format_count(figures[-1].population),
                format_count(record.population),
            )
            self._say(line)
        return self._keep_figure(body, record.population)

    def _keep_figure(self, body: Municipality, population: int) -> bool:
        same_day = [figure for figure in self.figures[body.ags] if figure.as_of == self.as_of]
        if any(figure.population == population for figure in same_day):
            return False
        for figure in same_day:
            if figure.basis == self.basis:
                figure.population, figure.source = population, self.source
                figure.save()
                return True
        self.new_figures.append(
            PopulationFigure(
                municipality=body,
                as_of=self.as_of,
                basis=self.basis,
                population=population,
                source=self.source,
            )
        )
        return True


def _change_line(who: str, label: str, before: str, after: str) -> str:
    return _("%(who)s, %(label)s: %(before)s → %(after)s") % {
        "who": who,
        "label": label,
        "before": before or "–",
        "after": after,
    }


def _km2(area: Decimal | None) -> str:
    return "" if area is None else format_mean(area)
