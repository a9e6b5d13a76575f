"""The funding sheet of one body as a report: what is granted, drawn, paid, left until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from core.reporting import Column, ColumnKind, Report, Row, money, register
from municipalities.body_choice import BodyField
from municipalities.models import Municipality
from programs.queries.deadlines import deadlines
from programs.queries.in_kind import support_of
from programs.queries.municipal.sheet import SheetRow, sheet_of
from programs.reports.addresses import program_codes
from programs.reports.columns import case_column, program_column


class SheetForm(forms.Form):
    """The body whose sheet it is; without one the sheet is empty."""

    kommune = BodyField(label=_("Municipal body"), required=False)


COLUMNS = [
    Column("kind", _("Kind"), help=_("Grant, or what the state paid centrally"), names_row=True),
    case_column(names_row=True),
    program_column(),
    Column("title", _("Project"), help=_("Project, or what was received")),
    Column("part", _("Part"), help=_("Lead municipality or partner of the case")),
    money("bound_eur", _("Granted"), _("To the body; with what is due in later years")),
    money("drawn_eur", _("Drawn"), _("Requested by or for the body")),
    money("paid_eur", _("Paid"), _("Payments to the body")),
    money("left_eur", _("Still to be drawn"), _("Granted less drawn, while money may be drawn")),
    Column("until", _("until"), ColumnKind.DAY, help=_("Last day of the approval period")),
    Column("next_on", _("Next deadline"), ColumnKind.DAY, help=_("First open deadline")),
    Column("next", _("What is due"), help=_("Paper, report, proof of use or repayment")),
]
NOTHING: dict[str, Any] = dict.fromkeys(
    key for column in COLUMNS for key in (column.key, *column.link_by)
)


def _rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    body = filters["kommune"]
    if body is None:
        return
    family = list(Municipality.objects.with_predecessors(body.pk).values_list("pk", flat=True))
    rows = sheet_of(family, user)
    due: dict[int, Any] = {}
    for deadline in deadlines([row.grant for row in rows], bodies=family):
        due.setdefault(deadline.grant.pk, deadline)
    for row in rows:
        yield _case(row, due.get(row.grant.pk))
    in_kind, _notional = support_of(family, at=at)
    codes = program_codes()
    for support in in_kind:
        yield {
            **NOTHING,
            "kind": gettext("financed centrally"),
            "program": support.program,
            "program_code": codes.get(str(support.program)),
            "title": f"{support.what} ({support.number})",
        }


def _case(row: SheetRow, deadline: Any) -> Row:
    return {
        "kind": gettext("Grant"),
        "grant": row.grant.pk,
        "file_reference": row.grant.file_reference,
        "program": row.grant.program.name,
        "program_code": row.grant.program.code,
        "title": row.grant.title,
        "part": gettext("lead municipality") if row.is_lead else gettext("partner"),
        "bound_eur": row.bound_eur,
        "drawn_eur": row.drawn_eur,
        "paid_eur": row.paid_eur,
        "left_eur": row.left_eur,
        "until": row.until,
        "next_on": deadline.day if deadline else None,
        "next": deadline.what if deadline else "",
    }


SHEET = register(
    Report(
        name="foerderblatt",
        title=_("Funding sheet of a municipality"),
        question=_(
            "What was this municipality granted, what can it still draw, and what does it owe?"
        ),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: COLUMNS,
        form=SheetForm,
        rows=_rows,
        is_dated=False,
        rollup="budget",
        rule=_(
            "The body's own part of each open case with money bound for it. What the state paid "
            "centrally, such as civento or EfA, has no amount: nothing was paid to the body."
        ),
        basis=_("Cases that are not closed; of the body and of those it followed."),
    )
)
