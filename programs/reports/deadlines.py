"""Reports on what is due: overdue proofs of use, and the calendar of deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import SEE_ALL_MONEY
from core.as_of import AsOf
from core.formats import format_day
from core.forms.fields import DayField
from core.reporting import Column, ColumnKind, Report, Row, register
from programs.models import Grant
from programs.queries.deadlines import binding_ends, deadlines
from programs.queries.proof import overdue_proofs
from programs.reports.columns import case_column, lead_column, program_column
from programs.reports.recipient import RecipientForm
from programs.rules.proof import reminder_days_reached


class CalendarForm(RecipientForm):
    """One program, and deadlines up to a day; empty means all."""

    bis = DayField(label=_("Due until"), required=False)


CASE = [
    case_column(),
    Column("title", _("Project"), help=_("Cooperation or project, as named today")),
    program_column(),
    lead_column(),
    Column("ags", _("AGS"), help=_("Key of the lead municipality")),
    Column("district", _("District"), help=_("Area of the lead municipality")),
]
OFFICER = Column("officer", _("Officer"), help=_("Who works on the case"))
OVERDUE_COLUMNS = [
    *CASE,
    Column(
        "bound_eur", _("Bound"), ColumnKind.EUR, summed=True, help=_("On cash and authorisations")
    ),
    Column(
        "paid_eur",
        _("Paid"),
        ColumnKind.EUR,
        summed=True,
        help=_("Payments by value date up to the day: what no proof of use accounts for yet"),
    ),
    Column("due_on", _("Proof due on"), ColumnKind.DAY, help=_("Last day for the proof of use")),
    Column("days_late", _("Days overdue"), ColumnKind.COUNT, help=_("From the due day to the day")),
    Column("reminders", _("Reminders"), ColumnKind.COUNT, summed=True, help=_("Sent by the day")),
    Column("last_reminder", _("Last reminder"), ColumnKind.DAY, help=_("Day it was sent")),
    Column("next_step", _("Next step"), help=_("By the days of reminding of the directive")),
    OFFICER,
]
CALENDAR_COLUMNS = [
    Column("day", _("Due on"), ColumnKind.DAY, help=_("Last day")),
    Column("what", _("Deadline"), help=_("What has to be there by then, or what ends")),
    Column("days_left", _("Days left"), ColumnKind.COUNT, help=_("From today; negative: overdue")),
    *CASE,
    OFFICER,
]


def case_values(grant: Grant) -> dict[str, Any]:
    """The values of the columns of a case, and where they lead to."""
    return {
        "grant": grant.pk,
        "program_code": grant.program.code,
        "file_reference": grant.file_reference,
        "title": grant.title,
        "program": grant.program.name,
        "lead": grant.lead.full_name,
        "ags": grant.lead_id,
        "district": grant.lead.district.name,
        "officer": str(grant.officer or ""),
    }


def of_program(grants: Any, filters: Mapping[str, Any]) -> Any:
    """The grants of the chosen program; all where none is chosen."""
    return grants.filter(program=filters["programm"]) if filters["programm"] else grants


def _overdue_rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    grants = of_program(Grant.objects.visible_to(user), filters)
    for grant in overdue_proofs(grants, at=at):
        due_on = grant.proof.due_on
        yield {
            **case_values(grant),
            "bound_eur": grant.bound_eur,
            "paid_eur": grant.paid_eur,
            "due_on": due_on,
            "days_late": (at.day - due_on).days,
            "reminders": grant.reminders,
            "last_reminder": grant.last_reminder,
            "next_step": _next_step(grant, due_on, grant.reminders, today=at.day),
        }


def _next_step(grant: Grant, due_on: date, sent: int, *, today: date) -> str:
    """What the directive's days of reminding ask for next."""
    days = grant.directive.reminder_days if grant.directive else []
    if sent >= len(days):
        return gettext("Decide on what follows") if days else ""
    if reminder_days_reached(due_on, days, today=today) > sent:
        return gettext("Send reminder %(stage)s") % {"stage": sent + 1}
    day = format_day(due_on + timedelta(days=days[sent]))
    return gettext("Reminder %(stage)s on %(day)s") % {"stage": sent + 1, "day": day}


def _calendar_rows(user: Any, filters: Mapping[str, Any], at: AsOf) -> Iterator[Row]:
    visible = of_program(Grant.objects.visible_to(user), filters)
    grants = list(visible.select_related("program", "lead__district", "officer"))
    due = [*deadlines(grants, final_from=date.min), *binding_ends(grants, today=at.day)]
    until = filters["bis"]
    for deadline in sorted(due, key=lambda deadline: (deadline.day, deadline.grant.pk)):
        if until is not None and deadline.day > until:
            return
        yield {
            "day": deadline.day,
            "what": deadline.what,
            "days_left": (deadline.day - at.day).days,
            **case_values(deadline.grant),
        }


register(
    Report(
        name="nachweise-ueberfaellig",
        of_list="programs.proofofuse",
        title=_("Overdue proofs of use"),
        question=_("Whose proof of use is overdue, for how long, and how much money is at stake?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: OVERDUE_COLUMNS,
        form=RecipientForm,
        rows=_overdue_rows,
        is_dated=True,
        rollup="budget",
        rule=_(
            "Overdue from the day after the due day, until the proof is received. State, amounts "
            "and reminders are of the day; the due day is the one recorded today."
        ),
        basis=_("Cases you may see that owe a proof of use on the day."),
    )
)
register(
    Report(
        name="fristen",
        title=_("Calendar of deadlines"),
        question=_("Which deadlines are open, and which comes next?"),
        permission=SEE_ALL_MONEY,
        columns=lambda _filters: CALENDAR_COLUMNS,
        form=CalendarForm,
        rows=_calendar_rows,
        is_dated=False,
        rollup="budget",
        rule=_(
            "Everything that is open today, overdue or still to come: papers, use of the money, "
            "reports, proofs of use, reclaims with their interest, the finality of decisions, ends "
            "of approval periods and of the binding of assets. What readers report of barriers "
            "has a report of its own."
        ),
        basis=_("Open cases you may see; the binding of assets also of closed ones."),
    )
)
