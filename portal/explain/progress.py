"""The figures of progress: one for each counting rule, and how many pairs are reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.formats import format_of_with_share
from core.reporting import Column, ColumnKind, Report, Row
from portal.explain.figure import Explained
from services.addresses import service_url
from services.choices import CountingRule
from services.forms import PlaceForm
from services.queries.progress import progress, progress_of
from services.rules.counting import COUNTED, CountedBy

_PAIRS = gettext_lazy("pairs of competent body and service")
FORMULAS = {
    "federal_any": gettext_lazy("services that reached the level for “online” somewhere"),
    "level3_any": gettext_lazy("services that reached the level of the OZG obligation somewhere"),
    "area_wide": gettext_lazy("services that are online in every competent body"),
    "provided": gettext_lazy("services with a process released for re-use"),
    "live": gettext_lazy("pairs that are set up, listed and online"),
    "inhabitants_live": gettext_lazy(
        "inhabitants of bodies where a service is online, per service"
    ),
    "reported": gettext_lazy("pairs with at least one report"),
}
REPORTED = CountedBy("reported", "competent", _PAIRS)


@dataclass(frozen=True)
class _Rows:
    """Each service with its part and its whole: what the figure adds up."""

    by: CountedBy

    def columns(self, _filters: Mapping[str, Any]) -> list[Column]:
        return [
            Column(
                "service",
                gettext_lazy("Service"),
                help=gettext_lazy("Of the OZG catalogue"),
                link=service_url,
                link_by=("key",),
            ),
            Column("key", gettext_lazy("OZG ID")),
            Column(
                "part",
                gettext_lazy("Counts"),
                ColumnKind.COUNT,
                summed=True,
                help=FORMULAS[self.by.part],
            ),
            Column("whole", gettext_lazy("Of"), ColumnKind.COUNT, summed=True, help=self.by.unit),
            Column("share", gettext_lazy("Share"), ColumnKind.SHARE, ratio=("part", "whole")),
        ]

    def rows(self, _user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
        for row in progress("service", at=at, **where(filters)):  # type: ignore[arg-type]  # texts
            yield {
                "service": row.label,
                "key": row.key,
                "part": getattr(row, self.by.part),
                "whole": getattr(row, self.by.whole),
            }

    def value(self, filters: Mapping[str, Any], at: AsOf) -> str:
        """ "104 of 147 (70,7 %)", from the area as a whole."""
        whole = progress_of(at=at, **where(filters))
        part, of = getattr(whole, self.by.part), getattr(whole, self.by.whole)
        return format_of_with_share(part, of)


def where(filters: Mapping[str, Any]) -> dict[str, str]:
    """Area, body and theme field, as the queries take them."""
    body, theme = filters["kommune"], filters["themenfeld"]
    return {
        "area": filters["gebiet"],
        "body": body.pk if body else "",
        "theme_field": theme.pk if theme else "",
    }


def _explained(code: str, title: Any, by: CountedBy) -> Explained:
    rows = _Rows(by)
    return Explained(
        report=Report(
            name=code,
            title=title,
            permission=SEE_PROGRESS,
            columns=rows.columns,
            form=PlaceForm,
            rows=rows.rows,
            is_dated=True,
            rollup="progress",
            rule=FORMULAS[by.part],
            basis=by.unit,
        ),
        part=FORMULAS[by.part],
        whole=by.unit,
        value=rows.value,
        sums=lambda totals: format_of_with_share(totals["part"], totals["whole"]),
    )


PROGRESS_FIGURES = [
    *(_explained(rule.value, CountingRule(rule).label, by) for rule, by in COUNTED.items()),
    _explained("reported", gettext_lazy("Services reported"), REPORTED),
]
