"""Report on reclaims: principal and interest, claimed and received, what is left and overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from core.formats import format_rate
from core.forms.fields import FirstChoiceField
from core.reporting import Column, ColumnKind, Report, Row, money, register
from programs.models import BaseRate, Grant
from programs.queries.grant import existing
from programs.queries.owed import Owed, owed_on
from programs.reports.deadlines import CASE, case_values, of_program
from programs.reports.recipient import RecipientForm
from programs.rules.interest import HUNDRED, HalfYear, half_years

ALL, OPEN, OVERDUE = "alle", "offen", "ueberfaellig"
EXTENTS = [(ALL, _("All")), (OPEN, _("with an open amount")), (OVERDUE, _("overdue"))]


class ReclaimForm(RecipientForm):
    """One program, and which reclaims; empty means all."""

    umfang = FirstChoiceField(label=_("Extent"), choices=EXTENTS)


COLUMNS = [
    *CASE,
    Column("reason", _("Reason"), help=_("Reason of the reclaim")),
    money("claimed_eur", _("Reclaimed"), _("Claimed back by the day, whether it came or not")),
    money("repaid_eur", _("Repaid"), _("Repayments up to the day")),
    money("open_eur", _("Rest"), _("Reclaimed less repaid")),
    Column("due_on", _("Due on"), ColumnKind.DAY, help=_("Last day for the principal")),
    Column(
        "interest_from", _("Interest from"), ColumnKind.DAY, help=_("First day of the interest")
    ),
    Column(
        "rates",
        _("Yearly interest rate by half-year"),
        help=_(
            "From the first day of the interest until the principal came back, at most until the "
            "day; base rate and points of the directive; empty where it names no interest"
        ),
    ),
    money("interest_claimed_eur", _("Interest claimed"), _("By the day, less what is waived")),
    money("interest_received_eur", _("Interest received"), _("Up to the day")),
    money("open_interest_eur", _("Rest of the interest"), _("Interest claimed less received")),
    Column(
        "interest_due_on",
        _("Interest due on"),
        ColumnKind.DAY,
        help=_("Empty: not claimed by the day"),
    ),
    Column(
        "days_overdue",
        _("Days overdue"),
        ColumnKind.COUNT,
        help=_("Of principal or interest, whichever is older; empty: nothing is overdue"),
    ),
    Column("limitation_on", _("Interest lapses on"), ColumnKind.DAY, help=_("As recorded today")),
]


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    grants = of_program(existing(Grant.objects.visible_to(user), at=at), filters)
    of_reclaims = grants.filter(reclaims__isnull=False).distinct()
    base_rates = dict(BaseRate.objects.values_list("valid_from", "percent"))
    for row in owed_on(of_reclaims, at=at):
        if _is_wanted(row, filters["umfang"]):
            yield {**_values(row), "rates": rates_of(row, base_rates)}


def rates_of(row: Owed, base_rates: Mapping[date, Decimal]) -> str:
    """The rate of each half-year in which the principal bears interest, as known today."""
    reclaim = row.reclaim
    directive = reclaim.grant.directive
    if directive is None or directive.interest_points is None:
        return ""
    last = min(row.today, reclaim.paid_on or row.today)
    found = half_years(
        reclaim.interest_from, last, base_rates=base_rates, points=directive.interest_points
    )
    return "; ".join(map(_rate_text, found))


def _rate_text(half: HalfYear) -> str:
    values = {"number": half.number, "year": half.first_day.year}
    when = gettext("half-year %(number)s/%(year)s") % values
    rate = gettext("unknown") if half.percent is None else format_rate(half.percent / HUNDRED)
    return f"{when}: {rate}"


def _is_wanted(row: Owed, extent: str) -> bool:
    if extent == OVERDUE:
        return row.is_overdue
    return extent == ALL or row.open_eur > 0 or row.open_interest_eur > 0


def _values(row: Owed) -> Row:
    reclaim = row.reclaim
    claimed_on = reclaim.interest_claimed_on
    return {
        **case_values(reclaim.grant),
        "reason": reclaim.reason,
        "claimed_eur": row.claimed_eur,
        "repaid_eur": row.repaid_eur,
        "open_eur": row.open_eur,
        "due_on": reclaim.due_on,
        "interest_from": reclaim.interest_from,
        "interest_claimed_eur": row.interest_claimed_eur,
        "interest_received_eur": row.interest_received_eur,
        "open_interest_eur": row.open_interest_eur,
        "interest_due_on": reclaim.interest_due_on
        if claimed_on is not None and claimed_on <= row.today
        else None,
        "days_overdue": row.days_overdue,
        "limitation_on": reclaim.limitation_on,
    }


register(
    Report(
        name="rueckforderungen",
        of_list="programs.reclaim",
        title=_("Reclaims with their interest"),
        question=_("What was claimed back, with which interest, and what is still open?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: COLUMNS,
        form=ReclaimForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "One row per approved reclaim, with what was claimed, waived and received by the day "
            "in the ledger. Overdue from the day after the due day while a rest is open."
        ),
        basis=_("Reclaims of the cases you may see; proposed ones are not claimed yet."),
    )
)
