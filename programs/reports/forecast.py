"""Report on the year of the day: what is paid of it, and what will be by its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_STATE_MONEY
from core.as_of import AsOf
from core.calendar import last_quarter_end
from core.money import ZERO
from core.reporting import Bars, Column, ColumnKind, Report, Row, money, register
from programs.queries.budget.figures import budget
from programs.queries.budget.forecast import forecasts
from programs.queries.budget.lines import lines_of_years
from programs.reports.budget import budget_basis
from programs.reports.columns import program_column, year_column
from programs.reports.recipient import RecipientForm
from programs.rules.forecast import YearForecast


def _told(key: str, label: Any, meaning: Any) -> Column:
    """A column of the forecast: it has no total, since that of another program is unknown."""
    return Column(key, label, ColumnKind.EUR, help=meaning)


COLUMNS = [
    program_column("program_name", by="program", names_row=True),
    year_column(_("That of the day"), by="program"),
    Column(
        "lines",
        _("Budget lines"),
        help=_("Einzelplan, Kapitel and Förderprodukt of the lines with cash"),
    ),
    money(
        "available_eur",
        _("Available"),
        _("Appropriation, supplementary budget and carry-over, less blocked funds"),
    ),
    money("committed_eur", _("Committed"), _("Approved grants and operating costs")),
    money("drawn_eur", _("Drawn"), _("Drawdowns by the recipients")),
    money("paid_eur", _("Paid"), _("Payments by value date and operating costs")),
    money(
        "paid_since_quarter_eur",
        _("Paid since the last quarter"),
        _("Paid after the end of the quarter before the day"),
    ),
    _told(
        "forecast_low_eur",
        _("Forecast from"),
        _("Committed, times the lowest share that one of three earlier years paid"),
    ),
    _told(
        "forecast_eur",
        _("Forecast of payments by the end of the year"),
        _("Committed, times the share that these years paid; empty: unknown. No total"),
    ),
    _told("forecast_high_eur", _("Forecast to"), _("The same with the highest share")),
]


def _rows(_user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    code, year = filters["programm"].code if filters["programm"] else "", at.day.year
    rows = budget("year", at=at, program=code, year=year)
    quarter = AsOf(last_quarter_end(at.day))
    before = budget("year", at=quarter, program=code, year=year)
    paid_before = {row.program: row.paid_eur for row in before}
    lines, told = lines_of_years(), forecasts(rows, at=at)
    for row in rows:
        yield {
            **vars(row),
            "fiscal_year": str(row.fiscal_year),
            "lines": lines.get((row.program, row.fiscal_year), ""),
            "paid_since_quarter_eur": row.paid_eur - paid_before.get(row.program, ZERO),
            **_forecast(told.get(row.program)),
        }


def _forecast(told: YearForecast | None) -> Row:
    """The forecast in the columns of the report; empty where there is none."""
    return {
        "forecast_low_eur": told and told.low_eur,
        "forecast_eur": told and told.expected_eur,
        "forecast_high_eur": told and told.high_eur,
    }


register(
    Report(
        name="mittel-prognose",
        title=_("Outflow of funds of the year, with a forecast for its end"),
        question=_("How much will be paid by the end of the year?"),
        permission=SEE_STATE_MONEY,
        columns=lambda _filters: COLUMNS,
        form=RecipientForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "Sums of the ledger with effect up to the date. Forecast: what is committed on the "
            "day, times the share of their commitments that the three years before had paid at "
            "their ends; never less than is drawn, never more than is committed, without "
            "approvals still to come."
        ),
        basis=lazy(budget_basis, str)(),
        bars=Bars(["program_name"], ("committed_eur", "paid_eur", "forecast_eur")),
    )
)
