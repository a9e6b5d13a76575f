"""Report on the quality of the reports: who has not reported since, contradictions, unconfirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_PROGRESS
from core.as_of import AsOf
from core.forms.fields import DayField
from core.reporting import Column, ColumnKind, Report, Row, counted, register
from municipalities.addresses import body_url
from municipalities.models import Municipality
from services.forms import AreaForm
from services.queries.quality import Quality, quality_by_body
from services.queries.versions import basis_of_reports


class QualityForm(AreaForm):
    """Area and theme field, and since when a body has not reported."""

    ohne_meldung_seit = DayField(
        label=_("No report since"),
        required=False,
        years_ahead=0,
        help_text=_("Keeps to bodies whose last report lies before that day, or that have none."),
    )


COLUMNS = [
    Column(
        "body",
        _("Municipality or district"),
        help=_("Body that reports"),
        link=body_url,
        link_by=("ags",),
    ),
    Column("ags", _("AGS"), help=_("Official municipality key")),
    Column("district", _("District"), help=_("Area of the body")),
    Column("last_report", _("Last report"), ColumnKind.DAY, help=_("Own report or confirmation")),
    Column(
        "days_since", _("Days since"), ColumnKind.COUNT, help=_("From the last report to the day")
    ),
    counted(
        "unconfirmed", _("unconfirmed"), _("1 where the last report is over a year old, or none")
    ),
    counted("competent", _("Competent (services)"), _("Services the body is competent for")),
    counted("unreported", _("not reported"), _("of these without any report")),
    Column(
        "unreported_rate",
        _("Share not reported"),
        ColumnKind.SHARE,
        ratio=("unreported", "competent"),
        help=_("Not reported of competent; a ratio of sums"),
    ),
    counted("not_listed", _("set up but not listed"), _("Set up, missing in the portal")),
    counted("not_configured", _("listed but not set up"), _("In the portal, not set up")),
    counted("not_rated", _("online without a level"), _("Online, and no maturity level reported")),
]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    theme, since = filters["themenfeld"], filters["ohne_meldung_seit"]
    bodies = Municipality.objects.select_related("district").in_bulk()
    found = quality_by_body(at=at, area=filters["gebiet"], theme_field=theme.pk if theme else "")
    for row in found:
        if since is None or row.last_report is None or row.last_report < since:
            yield _values(row, bodies[row.ags])


def _values(row: Quality, body: Municipality) -> Row:
    return {
        **vars(row),
        "body": body.full_name,
        "district": body.district.name,
        "days_since": row.days_since,
        "unconfirmed": int(row.is_unconfirmed),
    }


register(
    Report(
        name="datenqualitaet",
        title=_("Data quality: missing, contradictory and unconfirmed reports"),
        question=_("Who has not reported for long, and which reports contradict themselves?"),
        permission=SEE_PROGRESS,
        columns=lambda _filters: COLUMNS,
        form=QualityForm,
        rows=_rows,
        is_dated=True,
        rollup="progress",
        rule=_(
            "One row per body. A report is the body's own or its confirmation that nothing "
            "changed, not an import or a correction. Paused services contradict nothing. A "
            "service may be wrong in several ways."
        ),
        basis=lazy(basis_of_reports, str)(),
    )
)
