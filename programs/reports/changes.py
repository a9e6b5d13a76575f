"""Report on changes between two days: granted, paid, repaid, withdrawn, gone live, gone off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY, SEE_STATE_MONEY
from core.as_of import AsOf
from core.forms.fields import DayField
from core.reporting import Column, ColumnKind, Report, Row, counted, money, register
from core.standing import AsOfForm
from programs.queries.reporting.changes import changes
from services.queries.changes import live_changes


class ChangesForm(forms.Form):
    """The earlier of two days; the later one is the day of the report."""

    seit = DayField(
        label=_("Since"),
        required=False,
        years_ahead=0,
        help_text=_("Lies before the day of the report; empty: the end of the year before."),
    )

    def clean_seit(self) -> date | None:
        since: date | None = self.cleaned_data["seit"]
        day = AsOfForm({"stand": self.data.get("stand", "")})
        if since is not None and day.is_valid() and since >= day.at.day:
            raise forms.ValidationError(_("Choose a day before the day of the report."))
        return since


COLUMNS = [
    Column(
        "kind",
        _("Kind"),
        help=_("Money by funding program, roll-out by theme field"),
        names_row=True,
    ),
    Column("name", _("Name"), help=_("Of the program or theme field"), names_row=True),
    Column("since", _("After"), ColumnKind.DAY, help=_("What happened on this day is not in it")),
    Column("until", _("Up to"), ColumnKind.DAY, help=_("What happened on this day is in it")),
    counted("approvals", _("Approvals"), _("Cases with a first decision booked in between")),
    money("approved_eur", _("Approved (first decisions)"), _("Booked in between")),
    money("changed_eur", _("Changed"), _("Amendments, revocations and cancellations, net")),
    money("paid_eur", _("Paid"), _("By value date in between, less cancelled payments")),
    money("repaid_eur", _("Repaid"), _("Repayments that came in between")),
    replace(
        counted("withdrawn", _("Withdrawn"), _("Applications withdrawn in between")),
        permission=SEE_ALL_MONEY,
    ),
    counted("went_live", _("gone live"), _("Pairs live on the later day, not on the earlier")),
    counted("went_off", _("gone off"), _("Pairs live on the earlier day, not on the later")),
]
MONEY_KEYS = ("approvals", "approved_eur", "changed_eur", "paid_eur", "repaid_eur", "withdrawn")
NOTHING: dict[str, Any] = dict.fromkeys(column.key for column in COLUMNS)


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    since = AsOf(filters["seit"] or date(at.day.year - 1, 12, 31))
    days = {"since": since.day, "until": at.day}
    sees_all = user is None or user.has_perm(SEE_ALL_MONEY)
    for change in changes(since=since, until=at, with_withdrawn=sees_all):
        values = {key: getattr(change, key) for key in MONEY_KEYS}
        name = {"kind": gettext("Funding program"), "name": change.program}
        yield {**NOTHING, **days, **name, **values}
    for pairs in live_changes(since.day, at.day):
        name = {"kind": gettext("Theme field"), "name": pairs.theme_field}
        values = {"went_live": pairs.went_live, "went_off": pairs.went_off}
        yield {**NOTHING, **days, **name, **values}


register(
    Report(
        name="aenderungen",
        title=_("Changes between two days"),
        question=_("What changed between two days?"),
        permission=SEE_STATE_MONEY,
        columns=lambda _filters: COLUMNS,
        form=ChangesForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "What was booked after the earlier day and up to the day of the report, as the ledger "
            "says it; withdrawn, gone live and gone off compare how the two days stood. Money "
            "taken over from an authorisation changes nothing."
        ),
        basis=_(
            "Cases with bookings here, and reports on the roll-out; without operating costs. What "
            "was withdrawn is told to those who see every case."
        ),
    )
)
