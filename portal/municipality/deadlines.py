"""The deadlines of one's cases as a list and as a month."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.queries import Viewer, has_any_role
from accounts.roles import MUNICIPAL, SEE_ALL_MONEY, SEE_PROGRESS
from core.calendar import add_months
from core.text import only_digits
from municipalities.models import municipalities_of
from programs.models import Grant
from programs.queries.deadlines import Deadline, deadlines
from programs.terms.finality import finality_ends

FIRST_YEAR, LAST_YEAR = 2004, 2100


@dataclass(frozen=True)
class CalendarDay:
    """A day of the month's grid and what is due on it."""

    day: date
    is_in_month: bool
    is_today: bool
    due: list[Deadline]


@requires(SEE_ALL_MONEY, SEE_PROGRESS)
def deadline_calendar(request: HttpRequest) -> HttpResponse:
    """What is due in a month (?monat=2026-12) in the cases one may see."""
    found = own_deadlines(request.user)
    today = timezone.localdate()
    month = month_of(request.GET.get("monat", ""), today)
    due = [row for row in found if (row.day.year, row.day.month) == (month.year, month.month)]
    late = [row for row in found if row.day < today]
    context: dict[str, Any] = {
        "page_title": _("Deadlines"),
        "month_name": date_format(month, "F Y"),
        "before": add_months(month, -1),
        "after": add_months(month, 1),
        "weeks": weeks_of(month, due, today),
        "deadlines": due,
        "next_month": next((row.day for row in found if row.day >= add_months(month, 1)), None),
        "late": late,
        "today": today,
    }
    return render(request, "portal/deadline_calendar.html", context)


def own_deadlines(user: Viewer) -> list[Deadline]:
    """What is due in the cases the person may see, and when their decisions become final.

    Earliest first. A time for an appeal that is over is a deadline of the ministry alone, which
    has to record the finality. Raises PermissionDenied for whom no cases are.
    """
    sees_all = user.has_perm(SEE_ALL_MONEY)
    if not sees_all and not has_any_role(user, MUNICIPAL):
        raise PermissionDenied
    own = None if sees_all else municipalities_of(user)
    grants = list(Grant.objects.visible_to(user).select_related("program"))
    today = timezone.localdate()
    final = [end for end in finality_ends(grants) if sees_all or end.day >= today]
    return sorted(
        [*deadlines(grants, bodies=own), *final],
        key=lambda deadline: (deadline.day, deadline.grant.pk),
    )


def month_of(text: str, today: date) -> date:
    """The first day of the month that is asked for, of the present one for anything else."""
    year, _dash, month = text.partition("-")
    if only_digits(year) and only_digits(month):
        is_meant = FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12
        if is_meant:
            return date(int(year), int(month), 1)
    return today.replace(day=1)


def weeks_of(month: date, due: list[Deadline], today: date) -> list[list[CalendarDay]]:
    """The weeks of the month from Monday on, each day with what is due."""
    by_day: dict[date, list[Deadline]] = defaultdict(list)
    for row in due:
        by_day[row.day].append(row)
    return [
        [CalendarDay(day, day.month == month.month, day == today, by_day[day]) for day in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]
