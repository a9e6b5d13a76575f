"""What is published: each set of rows with the meaning of its columns. No personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.areas import STATE_AGS, Level
from core.as_of import AsOf
from core.reporting import Text
from municipalities.models import District, Municipality, PopulationFigure
from programs.models import Program
from programs.queries.seen.published import published_cases, published_shares
from services.models import OzgService, ThemeField
from services.queries.progress import progress

OpenRow = Mapping[str, Any]


@dataclass(frozen=True)
class OpenField:
    """A column: its name, its type by Frictionless, and what it means."""

    name: str
    kind: str
    meaning: Text

    @property
    def is_needed(self) -> bool:
        return self.kind.endswith("!")

    @property
    def type(self) -> str:
        return self.kind.rstrip("!")


@dataclass(frozen=True)
class OpenSet:
    """A set of rows under a stable name; `key` tells its rows apart."""

    name: str
    title: Text
    description: Text
    fields: tuple[OpenField, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterable[OpenRow]]
    refers: Mapping[str, tuple[str, str]]


def _fields(*declared: tuple[str, str, Text]) -> tuple[OpenField, ...]:
    return tuple(OpenField(*one) for one in declared)


def _programs() -> Iterable[OpenRow]:
    for program in Program.objects.order_by("code"):
        yield {
            "code": program.code,
            "name": program.name,
            "grant_kind": program.grant_kind,
            "description": program.description,
        }


def _cases() -> Iterable[OpenRow]:
    for case in published_cases(day=timezone.localdate()):
        yield {
            "id": case.pk,
            "program": case.program.code,
            "title": case.title,
            "lead": case.lead_id,
            "state": case.state,
            "awarded_on": case.awarded_on,
            "period_start": case.period_start,
            "period_end": case.period_end,
        }


def _shares() -> Iterable[OpenRow]:
    for share in published_shares(day=timezone.localdate()):
        yield {
            "grant": share.grant.pk,
            "ags": share.ags,
            "awarded_eur": share.awarded_eur,
            "disbursed_eur": share.disbursed_eur,
        }


def _bodies() -> Iterable[OpenRow]:
    figures = dict(
        PopulationFigure.objects.filter(used_to__isnull=True).values_list(
            "municipality", "population"
        )
    )
    for body in Municipality.objects.existing_on(timezone.localdate()).order_by("ags"):
        yield {
            "ags": body.ags,
            "ars": body.ars,
            "name": body.official_name,
            "kind": body.kind,
            "district": body.district_id,
            "population": figures.get(body.ags),
        }


def _districts() -> Iterable[OpenRow]:
    found = District.objects.order_by("ags").values("ags", "name", "government_district")
    return found.iterator()


def _services() -> Iterable[OpenRow]:
    known = OzgService.objects.order_by("ozg_id")
    for service in known:
        yield {
            "ozg_id": service.ozg_id,
            "name": service.name,
            "theme_field": service.theme_field_id,
            "situation": service.situation_id,
        }


def _theme_fields() -> Iterable[OpenRow]:
    return ThemeField.objects.order_by("code").values("code", "name")


PROGRESS_COUNTS = (
    "services",
    "federal_any",
    "level3_any",
    "area_wide",
    "provided",
    "competent",
    "reported",
    "live",
)


def _progress() -> Iterable[OpenRow]:
    """Each area of every level above the bodies, by theme field."""
    at = AsOf.today()
    areas = [STATE_AGS]
    for level in (Level.GOVERNMENT_DISTRICT, Level.DISTRICT):
        areas += [row.key for row in progress("area", at=at, level=level)]
    for area in areas:
        for row in progress("theme_field", area=area, at=at):
            yield {
                "area": area,
                "theme_field": row.key,
                **{name: getattr(row, name) for name in PROGRESS_COUNTS},
                "catalogue": row.catalogue,
            }


AGS = _("Official municipality key (AGS)")
SETS = {
    one.name: one
    for one in (
        OpenSet(
            name="foerderprogramme",
            title=_("Funding programs"),
            description=_("The funding programs for digital administration in Hessen."),
            fields=_fields(
                ("code", "string!", _("Code of the program")),
                ("name", "string!", _("Name")),
                ("grant_kind", "string!", _("Kind of funding")),
                ("description", "string", _("What it funds")),
            ),
            key=("code",),
            rows=_programs,
            refers={},
        ),
        OpenSet(
            name="zuwendungen",
            title=_("Grants"),
            description=_(
                "Cases from the notification on and after any embargo, "
                "where publication is allowed."
            ),
            fields=_fields(
                ("id", "integer!", _("Number of the case")),
                ("program", "string!", _("Code of the program")),
                ("title", "string!", _("Project")),
                ("lead", "string!", _("AGS of the lead municipality")),
                ("state", "string!", _("State of the case")),
                ("awarded_on", "date!", _("Day of the first decision")),
                ("period_start", "date", _("Approval period from")),
                ("period_end", "date", _("Approval period until")),
            ),
            key=("id",),
            rows=_cases,
            refers={"program": ("foerderprogramme", "code")},
        ),
        OpenSet(
            name="zuwendungen-anteile",
            title=_("Shares in grants"),
            description=_("One row per case and body: what was awarded and what was paid."),
            fields=_fields(
                ("grant", "integer!", _("Number of the case")),
                ("ags", "string!", AGS),
                ("awarded_eur", "number!", _("Awarded by decisions that were notified, in euros")),
                ("disbursed_eur", "number!", _("Paid, in euros")),
            ),
            key=("grant", "ags"),
            rows=_shares,
            refers={"grant": ("zuwendungen", "id")},
        ),
        OpenSet(
            name="fortschritt-gebiete",
            title=_("Progress by area and theme field"),
            description=_(
                "Counts of OZG services for the state, government districts and districts. "
                "Not reported is not zero; no figure without its rule."
            ),
            fields=_fields(
                ("area", "string!", _("06 for the state, 064 for a government district, 06531")),
                ("theme_field", "string!", _("Code of the theme field")),
                ("services", "integer!", _("Services somebody in the area is competent for")),
                ("federal_any", "integer!", _("Of these online in one body at least")),
                ("level3_any", "integer!", _("Of these OZG-compliant in one body at least")),
                ("area_wide", "integer!", _("Of these online in all competent bodies")),
                ("provided", "integer!", _("Of these released for re-use")),
                ("competent", "integer!", _("Pairs of a body and a service it is competent for")),
                ("reported", "integer!", _("Of these pairs reported")),
                ("live", "integer!", _("Of these pairs available online")),
                ("catalogue", "string!", _("The catalogue version that was counted")),
            ),
            key=("area", "theme_field"),
            rows=_progress,
            refers={"theme_field": ("themenfelder", "code")},
        ),
        OpenSet(
            name="kommunen",
            title=_("Municipalities and districts of today"),
            description=_("Bodies with their keys; inhabitants where they are known."),
            fields=_fields(
                ("ags", "string!", AGS),
                ("ars", "string", _("Regional key (ARS)")),
                ("name", "string!", _("Official name")),
                ("kind", "string!", _("Kind of body")),
                ("district", "string!", _("AGS of the district or independent city")),
                ("population", "integer", _("Inhabitants")),
            ),
            key=("ags",),
            rows=_bodies,
            refers={"district": ("kreise", "ags")},
        ),
        OpenSet(
            name="kreise",
            title=_("Districts and independent cities"),
            description=_("Areas of district level with their government district."),
            fields=_fields(
                ("ags", "string!", AGS),
                ("name", "string!", _("Name")),
                ("government_district", "string!", _("AGS of the government district")),
            ),
            key=("ags",),
            rows=_districts,
            refers={},
        ),
        OpenSet(
            name="leistungen",
            title=_("OZG services"),
            description=_("The services of the OZG catalogue."),
            fields=_fields(
                ("ozg_id", "string!", _("OZG id")),
                ("name", "string!", _("Name")),
                ("theme_field", "string!", _("Code of the theme field")),
                ("situation", "string", _("Code of the life or business situation")),
            ),
            key=("ozg_id",),
            rows=_services,
            refers={"theme_field": ("themenfelder", "code")},
        ),
        OpenSet(
            name="themenfelder",
            title=_("Theme fields"),
            description=_("The theme fields of the OZG catalogue."),
            fields=_fields(
                ("code", "string!", _("Code of the theme field")), ("name", "string!", _("Name"))
            ),
            key=("code",),
            rows=_theme_fields,
            refers={},
        ),
    )
}
