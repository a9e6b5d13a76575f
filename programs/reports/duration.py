"""How long cases take, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from core.reporting import Column, ColumnKind, Report, Row, register
from programs.models import Grant
from programs.queries.reporting.duration import stage_times
from programs.reports.addresses import program_codes
from programs.reports.budget import BudgetForm, year_field
from programs.reports.columns import program_column
from programs.reports.deadlines import of_program


class DurationForm(BudgetForm):
    """Program, and the year in which the section ended; empty means all."""

    jahr = year_field(
        _("Year"),
        _("In which the section ended, such as the year of the decision."),
    )


COLUMNS = [
    program_column(names_row=True),
    Column("stage", _("Section"), help=_("From one day of the case to the next"), names_row=True),
    Column("cases", _("Cases"), ColumnKind.COUNT, help=_("That passed the stage by the day")),
    Column(
        "median_days", _("Median (days)"), ColumnKind.COUNT, help=_("Half of them took no longer")
    ),
    Column(
        "p90_days",
        _("90th percentile (days)"),
        ColumnKind.COUNT,
        help=_("Nine of ten took no longer"),
    ),
]


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    codes = program_codes()
    grants = of_program(Grant.objects.visible_to(user), filters)
    for row in stage_times(grants, at=at, year=filters["jahr"]):
        yield {**vars(row), "program_code": codes[row.program]}


register(
    Report(
        name="bearbeitungszeiten",
        title=_("Processing times"),
        question=_("How long does a case take from one stage to the next?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: COLUMNS,
        form=DurationForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "Calendar days between two days of a case; the year is that in which the stage "
            "ended. Median and 90th percentile by nearest rank: a value that occurred. There is "
            "no sum, since a case passes several stages."
        ),
        basis=_("Cases you may see; the first decision that nobody cancelled."),
    )
)
