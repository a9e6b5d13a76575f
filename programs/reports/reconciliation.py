"""Report on our payments against the state's accounting, by budget line and month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from core.forms.fields import FirstChoiceField
from core.reporting import Column, Report, Row, money, register
from programs.queries.budget.hkr import Reconciled, reconciliation
from programs.queries.budget.lines import line_name
from programs.reports.budget import BudgetForm, year_field
from programs.reports.columns import program_column, year_column

ALL, DIFFERENT, OPEN = "alle", "differenzen", "offen"
EXTENTS = [
    (DIFFERENT, _("with a difference")),
    (OPEN, _("with a difference that nobody explained")),
    (ALL, _("All")),
]


class ReconciliationForm(BudgetForm):
    """Program and year of the month, empty means all; and which months, first what differs."""

    jahr = year_field(_("Year of the payments"))
    umfang = FirstChoiceField(label=_("Extent"), choices=EXTENTS)


COLUMNS = [
    program_column(names_row=True),
    year_column(_("Of the budget line")),
    Column(
        "line",
        _("Budget line"),
        help=_("Einzelplan, Kapitel, Förderprodukt and Titel"),
        names_row=True,
    ),
    Column("month", _("Month"), help=_("Year and month of the value date"), names_row=True),
    money("ours_eur", _("Sum here"), _("Payments by value date and operating costs")),
    money("theirs_eur", _("Sum in HKR"), _("Bookings imported from the state's accounting")),
    money("difference_eur", _("Difference"), _("Sum here less sum in HKR")),
    Column(
        "explanation",
        _("Explanation"),
        help=_("Of this very difference, as recorded today; empty: none, or of another amount"),
    ),
]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    program, extent = filters["programm"], filters["umfang"]
    for row in reconciliation(year=filters["jahr"], until=at.past):
        if program in (None, row.line.program) and _is_wanted(row, extent):
            yield {
                "program": row.line.program.name,
                "program_code": row.line.program.code,
                "fiscal_year": str(row.line.fiscal_year),
                "line": line_name(row.line),
                "month": f"{row.month:%m/%Y}",
                "ours_eur": row.ours_eur,
                "theirs_eur": row.theirs_eur,
                "difference_eur": row.difference_eur,
                "explanation": row.note.explanation if row.note and row.is_explained else "",
            }


def _is_wanted(row: Reconciled, extent: str) -> bool:
    if extent == OPEN:
        return row.is_open
    return extent == ALL or bool(row.difference_eur)


register(
    Report(
        name="datenabgleich",
        of_list="programs.hkrpayment",
        title=_("Payments here and in the state's accounting"),
        question=_("Do the payments here agree with the state's accounting?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: COLUMNS,
        form=ReconciliationForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "One row per budget line and month in which either side booked something, by value "
            "date up to the day. A booking that the state's accounting told later counts from "
            "its value date on."
        ),
        basis=_("Payments and operating costs of the ledger, and everything imported from HKR."),
    )
)
