"""Report on cooperations: cooperations, participations and different municipalities by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_STATE_MONEY
from core.as_of import AsOf
from core.formats import format_year
from core.forms.fields import FirstChoiceField
from core.reporting import Column, ColumnKind, Report, Row, counted, money, register
from programs.models import Program
from programs.queries.cooperation import Cooperations, by_area, by_year, until_year_end
from programs.queries.seen.told import told_to
from programs.reports.addresses import cases_about, cases_decided_in
from programs.reports.columns import program_column

DEFAULT_PROGRAM = "ikz"
YEAR, AREA = "year", "subject_area"
BREAKDOWN = [(YEAR, _("Year of the decision")), (AREA, _("Task area"))]


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
    gliederung = FirstChoiceField(label=_("Breakdown"), choices=BREAKDOWN)


PROGRAM = program_column(names_row=True)
FIRST = {
    YEAR: Column(
        "year",
        _("Year of the decision"),
        help=_("Year of the first decision of the case"),
        names_row=True,
        link=cases_decided_in,
        link_by=("program_code", "decided_in"),
    ),
    AREA: Column(
        "subject_area",
        _("Task area"),
        help=_("As recorded today; empty: not recorded"),
        names_row=True,
        link=cases_about,
        link_by=("program_code", "subject_area"),
    ),
}
COLUMNS = [
    counted(
        "cooperations",
        _("Cooperations"),
        _("Cases approved in the year; each counts once, under its lead municipality"),
    ),
    counted(
        "participations",
        _("Participations"),
        _("Municipalities of each of these cases, added up"),
    ),
    counted(
        "bodies",
        _("Different municipalities"),
        _("Each municipality once a row; has no total, since many take part again"),
        summed=False,
    ),
    counted(
        "cross_district",
        _("of these across districts"),
        _("Cooperations whose municipalities lie in more than one district"),
    ),
    money(
        "approved_eur",
        _("Approved (first decisions)"),
        _("Amounts of the first decisions, without later amendments"),
    ),
    Column(
        "mean_eur",
        _("Mean per cooperation"),
        ColumnKind.EUR,
        ratio=("approved_eur", "cooperations"),
        help=_("Approved by cooperations"),
    ),
    counted(
        "rated",
        _("of these with yearly costs"),
        _("Cooperations that say what the task costs a year, before and after"),
    ),
    money("baseline_eur", _("Yearly cost before"), _("Of these cooperations, as recorded today")),
    money(
        "saving_eur",
        _("Planned yearly saving"),
        _("Yearly cost before less after, as recorded today"),
    ),
    Column(
        "saving_rate",
        _("Mean gain in efficiency"),
        ColumnKind.SHARE,
        ratio=("saving_eur", "baseline_eur"),
        help=_("Planned yearly saving of the yearly cost before; a ratio of sums"),
    ),
]
CUMULATIVE = [
    counted(
        "all_cooperations",
        _("Cooperations in total"),
        _("All until the end of the year"),
        summed=False,
    ),
    counted(
        "all_participations",
        _("Participations in total"),
        _("Municipalities of each of these cases, added up"),
        summed=False,
    ),
    counted(
        "all_bodies",
        _("Different municipalities in total"),
        _("Each municipality once, until the end of the year"),
        summed=False,
    ),
    money(
        "all_approved_eur",
        _("Approved in total"),
        _("All first decisions until the end of the year"),
        summed=False,
    ),
]
OF_ROW = ("cooperations", "participations", "bodies", "cross_district", "approved_eur",
          "rated", "baseline_eur", "saving_eur")  # fmt: skip


def _columns(filters: Mapping[str, Any]) -> list[Column]:
    chosen = filters["gliederung"]
    return [PROGRAM, FIRST[chosen], *COLUMNS, *(CUMULATIVE if chosen == YEAR else [])]


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    program = filters["programm"] or Program.objects.get(code=DEFAULT_PROGRAM)
    told = told_to(user, at=at)
    if filters["gliederung"] == AREA:
        for row in by_area(program, at=at, told=told):
            yield {**_values(row, program), "subject_area": row.subject_area}
        return
    years = by_year(program, at=at, told=told)
    until = until_year_end(program, years, at=at, told=told)
    for row in years:
        yield {
            **_values(row, program),
            "year": format_year(row.year),
            "decided_in": row.year,
            "all_cooperations": until[row.year].cooperations,
            "all_participations": until[row.year].participations,
            "all_bodies": until[row.year].bodies,
            "all_approved_eur": until[row.year].approved_eur,
        }


def _values(row: Cooperations, program: Program) -> dict[str, Any]:
    named = {"program": program.name, "program_code": program.code}
    return {**named, **{name: getattr(row, name) for name in OF_ROW}}


register(
    Report(
        name="kooperationen",
        title=_("Cooperations, participations and municipalities"),
        question=_(
            "How many cooperations were funded with how many municipalities and how much money?"
        ),
        permission=SEE_STATE_MONEY,
        columns=_columns,
        form=CooperationReportForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "A case counts in the year of its first decision, with the amount of that decision "
            "as booked in the ledger up to the date. Cooperations, participations and different "
            "municipalities are three counts; none follows from another. Costs and task areas "
            "are those recorded today."
        ),
        basis=_(
            "Cases with a first decision in the ledger; published figures are not part of it. "
            "Whoever does not see every case gets what was notified and is out of any embargo."
        ),
    )
)
