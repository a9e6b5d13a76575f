"""Report on cooperations: cooperations, participations and different municipalities by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_STATE_MONEY
from core.as_of import AsOf
from core.formats import format_year
from core.reporting import Column, ColumnKind, Report, Row, register
from programs.models import Program
from programs.queries.cooperation import by_year

DEFAULT_PROGRAM = "ikz"


class CooperationReportForm(forms.Form):
    """One program, since municipalities of several would be counted twice; empty means IKZ."""

    programm = forms.ModelChoiceField(
        label=_("Funding program"),
        required=False,
        queryset=Program.objects.all(),
        to_field_name="code",
        empty_label=None,
        initial=DEFAULT_PROGRAM,
    )


COLUMNS = [
    Column("program", _("Funding program"), help=_("Name of the program")),
    Column("year", _("Year of the decision"), help=_("Year of the first decision of the case")),
    Column(
        "cooperations",
        _("Cooperations"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Cases approved in the year; each counts once, under its lead municipality"),
    ),
    Column(
        "participations",
        _("Participations"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Municipalities of each of these cases, added up"),
    ),
    Column(
        "bodies",
        _("Different municipalities"),
        ColumnKind.COUNT,
        help=_("Each municipality once a year; has no total, since many take part again"),
    ),
    Column(
        "cross_district",
        _("of these across districts"),
        ColumnKind.COUNT,
        summed=True,
        help=_("Cooperations whose municipalities lie in more than one district"),
    ),
    Column(
        "approved_eur",
        _("Approved (first decisions)"),
        ColumnKind.EUR,
        summed=True,
        help=_("Amounts of the first decisions, without later amendments"),
    ),
    Column(
        "mean_eur", _("Mean per cooperation"), ColumnKind.EUR, help=_("Approved by cooperations")
    ),
]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    program = filters["programm"] or Program.objects.get(code=DEFAULT_PROGRAM)
    for row in by_year(program, at=at):
        yield {
            "program": program.name,
            "year": format_year(row.year),
            "cooperations": row.cooperations,
            "participations": row.participations,
            "bodies": row.bodies,
            "cross_district": row.cross_district,
            "approved_eur": row.approved_eur,
            "mean_eur": row.mean_eur,
        }


register(
    Report(
        name="kooperationen",
        title=_("Cooperations, participations and municipalities by year"),
        permission=SEE_STATE_MONEY,
        columns=lambda _filters: COLUMNS,
        form=CooperationReportForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "A case counts in the year of its first decision, with the amount of that decision "
            "as booked in the ledger up to the date. Cooperations, participations and different "
            "municipalities are three counts; none follows from another."
        ),
        basis=_("Cases with a first decision in the ledger; published figures are not part of it."),
    )
)
