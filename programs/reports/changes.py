"""Report on changes between two days: granted, paid, repaid, withdrawn, gone live, gone off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY, SEE_STATE_MONEY
from core.as_of import AsOf
from core.forms.choices import ALL
from core.forms.fields import DayField, FirstChoiceField
from core.reporting import Column, ColumnKind, Report, Row, counted, money, register
from core.standing import AsOfForm
from municipalities.models import Municipality
from programs.models import Program
from programs.queries.reporting.changes import ChangedPart, changes
from programs.queries.seen.told import told_to
from programs.reports.addresses import program_codes, program_url
from services.addresses import services_of_theme, theme_codes
from services.choices import EventSource
from services.forms import PlaceForm, ServiceField
from services.queries.changes import WHOLE, Part, live_changes

IN_SUM, BY_WHOM = "summe", "wer"
BREAKDOWN = [
    (IN_SUM, _("Funding program and theme field")),
    (BY_WHOM, _("The same, by whom")),
]


class ChangesForm(PlaceForm):
    """The earlier of two days, the later one is the day of the report; and what is looked at."""

    permission = SEE_STATE_MONEY
    field_order = ("seit", "gebiet", "kommune", "programm", "themenfeld", "leistung", "gliederung")

    seit = DayField(
        label=_("Since"),
        required=False,
        years_ahead=0,
        help_text=_("Lies before the day of the report; empty: the end of the year before."),
    )
    programm = forms.ModelChoiceField(
        label=_("Funding program"),
        required=False,
        queryset=Program.objects.all(),
        to_field_name="code",
        empty_label=ALL,
        help_text=_("With a program the report says nothing of the roll-out."),
    )
    leistung = ServiceField(required=False)
    gliederung = FirstChoiceField(label=_("Breakdown"), choices=BREAKDOWN)

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
    Column(
        "name",
        _("Name"),
        help=_("Of the program or theme field"),
        names_row=True,
        link=str,
        link_by=("address",),
    ),
    Column(
        "who",
        _("Municipality"),
        help=_("Lead of the cases, for those who see every case; body whose services they are"),
        names_row=True,
    ),
    Column(
        "by",
        _("By"),
        help=_("Granting authority of the cases; source of the report of the later day"),
        names_row=True,
    ),
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
WHO_KEYS = ("who", "by")
NOTHING: dict[str, Any] = dict.fromkeys(column.key for column in COLUMNS)


def _part(filters: Mapping[str, Any]) -> Part:
    body, theme, service = (filters[name] for name in ("kommune", "themenfeld", "leistung"))
    return Part(
        area=filters["gebiet"],
        body=body.pk if body else "",
        theme_field=theme.pk if theme else "",
        service=service.pk if service else "",
    )


def _money(user: Any, filters: Mapping[str, Any], since: AsOf, at: AsOf) -> Iterator[Row]:
    """Rows of money; of one body, and of leads, for those alone who see every case."""
    sees_all = user is None or user.has_perm(SEE_ALL_MONEY)
    part, by_whom = _part(filters), filters["gliederung"] == BY_WHOM
    if part.body and not sees_all:
        return
    asked = ChangedPart(
        part=part,
        program=filters["programm"],
        by_lead=by_whom and sees_all,
        by_authority=by_whom,
        told=None if sees_all or part == WHOLE else told_to(user, at=at),
    )
    found = changes(since=since, until=at, asked=asked, with_withdrawn=sees_all)
    names, codes = _names_of(change.lead for change in found), program_codes()
    for change in found:
        yield {
            "kind": gettext("Funding program"),
            "name": change.program,
            "address": program_url(codes[change.program]),
            "who": names[change.lead],
            "by": change.authority or gettext("unknown"),
            **{key: getattr(change, key) for key in MONEY_KEYS},
        }


def _names_of(keys: Iterable[str]) -> dict[str, str]:
    """The bodies' full names by key; nothing for no key."""
    bodies = Municipality.objects.in_bulk(set(keys) - {""})
    return {"": "", **{ags: body.full_name for ags, body in bodies.items()}}


def _roll_out(filters: Mapping[str, Any], since: AsOf, at: AsOf) -> Iterator[Row]:
    by_whom = filters["gliederung"] == BY_WHOM
    found = live_changes(since.day, at.day, part=_part(filters), by_whom=by_whom)
    names, codes = _names_of(pairs.ags for pairs in found), theme_codes()
    for pairs in found:
        yield {
            "kind": gettext("Theme field"),
            "name": pairs.theme_field,
            "address": services_of_theme(codes[pairs.theme_field]),
            "who": names[pairs.ags],
            "by": EventSource(pairs.source).label if pairs.source else gettext("unknown"),
            "went_live": pairs.went_live,
            "went_off": pairs.went_off,
        }


def _columns(filters: Mapping[str, Any]) -> list[Column]:
    by_whom = filters["gliederung"] == BY_WHOM
    return [column for column in COLUMNS if by_whom or column.key not in WHO_KEYS]


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    since = AsOf(filters["seit"] or date(at.day.year - 1, 12, 31))
    days = {**NOTHING, "since": since.day, "until": at.day}
    for row in _money(user, filters, since, at):
        yield {**days, **row}
    if not filters["programm"]:
        for row in _roll_out(filters, since, at):
            yield {**days, **row}


register(
    Report(
        name="aenderungen",
        title=_("Changes between two days"),
        question=_("What changed between two days?"),
        permission=SEE_STATE_MONEY,
        columns=_columns,
        form=ChangesForm,
        rows=_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "What was booked after the earlier day and up to the day of the report, as the ledger "
            "says it; withdrawn, gone live and gone off compare how the two days stood. Money "
            "taken over from an authorisation changes nothing. A share counts where its body lies; "
            "a service or theme field means the cases that name it. No persons are named: who took "
            "a step stands in the history of its case."
        ),
        basis=_(
            "Cases with bookings here, and reports on the roll-out; without operating costs. What "
            "was withdrawn, the money of one body and the lead are told to those who see every "
            "case; to others a part of the state holds what was notified and is out of any embargo."
        ),
    )
)
