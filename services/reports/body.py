"""Progress by body: its own counts, or that nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_PROGRESS
from core.areas import Level
from core.as_of import AsOf
from core.reporting import Column, Report, Row, register
from municipalities.addresses import body_url
from municipalities.models import Municipality
from services.forms import AreaForm
from services.queries.progress import progress
from services.reports.progress import BASIS, COUNTS


def _body_rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    bodies = Municipality.objects.select_related("district").in_bulk()
    theme = filters["themenfeld"]
    rows = progress(
        "area",
        area=filters["gebiet"],
        at=at,
        level=Level.BODY,
        theme_field=theme.pk if theme else "",
    )
    for row in sorted(rows, key=lambda row: (bodies[row.key].sort_name, row.key)):
        body = bodies[row.key]
        yield asdict(row) | {
            "name": body.name,
            "said": "",
            "kind": body.get_kind_display(),
            "district": body.district.name,
            **({} if row.reported else UNSAID),
        }


# What stands in the row of a body of which nothing was reported: not known, which is not zero.
UNSAID: Mapping[str, Any] = {
    "said": _("No report"),
    **dict.fromkeys(("configured", "listed", "live", "inhabitants_live")),
}
BODY_COLUMNS = [
    Column(
        "name",
        _("Name"),
        help=_("Name of the municipality or district"),
        link=body_url,
        link_by=("key",),
    ),
    Column("kind", _("Kind"), help=_("Municipality, town, independent city or district")),
    Column("key", _("AGS"), help=_("Official municipality key")),
    Column("district", _("District"), help=_("Area of district level")),
    Column(
        "said",
        _("Reported at all"),
        help=_("Whether nothing at all was reported; then nothing is 0"),
    ),
]


register(
    Report(
        name="fortschritt-kommunen",
        title=_("Progress by municipality and district"),
        question=_("How far is each municipality and each district?"),
        permission=SEE_PROGRESS,
        columns=lambda _filters: [*BODY_COLUMNS, *COUNTS],
        form=AreaForm,
        rows=_body_rows,
        is_dated=True,
        rollup="progress",
        rule=_("A service counts as online where it is set up, listed and available."),
        basis=BASIS,
    )
)
