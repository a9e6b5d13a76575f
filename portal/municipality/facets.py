"""The filter of the list of bodies, where each choice says how many bodies it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.queries import Viewer, has_in_an_area_alone
from accounts.roles import SEE_PROGRESS
from core.areas import Level
from core.as_of import AsOf
from core.formats import format_count
from core.http.kept import kept
from core.standing import standing
from municipalities.filters import MunicipalityFilter
from municipalities.models import Municipality
from portal.map.classes import Classes
from portal.map.measures import MEASURES, months_between
from services.queries.areas import Reached, reached

SIZES = Classes(
    [Decimal(bound) for bound in (5_000, 10_000, 20_000, 50_000, 100_000)],
    lambda inhabitants: format_count(int(inhabitants)),
)
# Progress and last report are divided as the map divides them.
CLASSES = {
    "groesse": SIZES,
    "fortschritt": MEASURES["fortschritt"].classes,
    "meldung": MEASURES["meldung"].classes,
}
FACETS = ("rb", "kreis", "art", *CLASSES)

Row = Mapping[str, str]  # the choice of each facet that a body belongs to, and its key as "ags"


def _choices(name: str) -> list[tuple[str, str]]:
    return [(item.code, item.label) for item in CLASSES[name].legend]


class FacetFilter(MunicipalityFilter):
    """Search, area, kind, size, progress, last report. Two queries count all facets.

    A person of one area is offered the areas it reaches into, and no other.
    """

    groesse = django_filters.MultipleChoiceFilter(
        method="of_class", label=_("Inhabitants"), choices=lambda: _choices("groesse")
    )
    fortschritt = django_filters.MultipleChoiceFilter(
        method="of_class", label=_("Share online"), choices=lambda: _choices("fortschritt")
    )
    meldung = django_filters.MultipleChoiceFilter(
        method="of_class", label=_("Last report"), choices=lambda: _choices("meldung")
    )

    def __init__(self, data: Any, *, queryset: QuerySet[Municipality], user: Viewer) -> None:
        super().__init__(data, queryset=queryset)
        if has_in_an_area_alone(user, SEE_PROGRESS):
            self._offer_areas_of(queryset)
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        found = self.filters["q"].filter(queryset, cleaned.get("q"))
        self.rows = list(_rows(found, at=AsOf.today()))
        counted = counts(self.rows, {name: _chosen(cleaned.get(name)) for name in FACETS})
        for name in FACETS:
            _tell(self.form.fields[name], counted[name])

    def _offer_areas_of(self, bodies: QuerySet[Municipality]) -> None:
        for name in ("rb", "kreis"):
            field = self.form.fields[name]
            keys = bodies.order_by().values(self.filters[name].field_name)
            field.queryset = field.queryset.filter(pk__in=keys)

    def of_class(
        self, queryset: QuerySet[Municipality], name: str, value: list[str]
    ) -> QuerySet[Municipality]:
        """The bodies in one of the classes of the facet `name`."""
        return queryset.filter(ags__in=[row["ags"] for row in self.rows if row[name] in value])


def counts(rows: Sequence[Row], chosen: Mapping[str, set[str]]) -> dict[str, Counter[str]]:
    """How many rows each choice of a facet leaves, beside what is chosen in the other facets."""
    return {
        name: Counter(
            row[name]
            for row in rows
            if all(row[other] in chosen[other] for other in _others(name, chosen))
        )
        for name in FACETS
    }


def _others(name: str, chosen: Mapping[str, set[str]]) -> list[str]:
    return [other for other, values in chosen.items() if values and other != name]


def _chosen(value: Any) -> set[str]:
    """The keys of what is chosen: of a row, of several words, of nothing."""
    if not value:
        return set()
    return set(value) if isinstance(value, list) else {str(value.pk)}


def _rows(bodies: QuerySet[Any], *, at: AsOf) -> Iterator[Row]:
    found = kept(
        "reached",
        at,
        standing("progress", at=at).version,
        make=lambda: reached(Level.BODY, at=at),
    )
    columns = ("ags", "district__government_district", "district", "kind", "population")
    for ags, rb, kreis, art, population in bodies.order_by().values_list(*columns):
        size = None if population is None else Decimal(population)
        share, months = _reached(found.get(ags), at)
        classes = {"groesse": size, "fortschritt": share, "meldung": months}
        yield {
            "ags": ags,
            "rb": rb,
            "kreis": kreis,
            "art": art,
            **{name: CLASSES[name].code(value) for name, value in classes.items()},
        }


def _reached(row: Reached | None, at: AsOf) -> tuple[Decimal | None, Decimal | None]:
    """Share online and months since the last report; None where nothing is known."""
    if row is None:
        return None, None
    told = row.last_report
    return row.live_rate, None if told is None else months_between(told, at.day)


def _tell(field: Any, number: Mapping[str, int]) -> None:
    """Write beside each choice of the field how many bodies it leaves."""
    if hasattr(field, "label_from_instance"):
        field.label_from_instance = lambda row: f"{row} ({number[str(row.pk)]})"
    else:
        field.choices = [(code, f"{label} ({number[str(code)]})") for code, label in field.choices]
