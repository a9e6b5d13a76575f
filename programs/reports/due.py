"""Report on commitments by the year they fall due, with the authorisations for later years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_STATE_MONEY
from core.as_of import AsOf
from core.formats import format_year
from core.reporting import Column, Report, Row, money, register
from programs.queries.budget.due import due_years
from programs.reports.addresses import program_codes
from programs.reports.budget import BudgetForm, year_field
from programs.reports.columns import program_column


class DueForm(BudgetForm):
    """Program, and the year in which money falls due; empty means all."""

    jahr = year_field(_("Due year"))


COLUMNS = [
    program_column(names_row=True),
    Column(
        "year",
        _("Due year"),
        help=_("Year from whose budget the money is to be paid"),
        names_row=True,
    ),
    money("due_eur", _("Bound and due in the year"), _("On cash and authorisations together")),
    money("cash_eur", _("of this on cash"), _("Bound on lines of the year itself")),
    money("paid_eur", _("Paid"), _("Payments by value date and operating costs")),
    money(
        "authorised_eur",
        _("Commitment authorisations"),
        _("Given in earlier years for the year, less blocked ones"),
    ),
    money("authorised_bound_eur", _("of these bound"), _("Bound for the year, not taken over yet")),
    money(
        "authorised_free_eur",
        _("of these free"),
        _("Authorisations less bound, until their fiscal year ends: then the rest lapses"),
    ),
]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    codes = program_codes()
    for row in due_years(at=at, program=filters["programm"]):
        if filters["jahr"] in (None, row.year):
            yield {
                **vars(row),
                "program_code": codes[row.program],
                "year": format_year(row.year),
                "due_eur": row.due_eur,
            }


register(
    Report(
        name="faelligkeiten",
        title=_("Commitments and authorisations by due year"),
        question=_("How much of what is bound falls due in which year?"),
        permission=SEE_STATE_MONEY,
        columns=lambda _filters: COLUMNS,
        form=DueForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "What is bound on a budget line falls due in its fiscal year, on an authorisation in "
            "its due year. What was taken over from an authorisation stands on cash alone, so "
            "that it counts once."
        ),
        basis=_("All budget lines of the programs; published amounts are not part of it."),
    )
)
