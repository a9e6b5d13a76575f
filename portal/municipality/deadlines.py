"""The deadlines of one's cases as a list and as a month."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.queries import Viewer
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from core.calendar import add_months
from core.text import only_digits
from municipalities.models import municipalities_of
from programs.models import Grant
from programs.queries.deadlines import (
    Deadline,
    DeadlinesAsked,
    count_by_day,
    deadlines_due,
    first_of_days,
)
from programs.queries.seen.case import has_cases

FIRST_YEAR, LAST_YEAR = 2004, 2100
PER_PAGE = 50
MOST_IN_A_CELL = 4  # of the grid; the list has them all
MONTH_PAGE, LATE_PAGE = "page", "ueberfaellig"


@dataclass(frozen=True)
class CalendarDay:
    """A day of the month's grid and what is due on it; `page` of the list has those left out."""

    day: date
    is_in_month: bool
    is_today: bool
    due: list[Deadline]
    left_out: int = 0
    page: int = 1


@dataclass(frozen=True)
class DeadlinePage:
    """A page of a list of deadlines, as the template of pages of tables reads it."""

    rows: list[Deadline]
    page: Page[int]
    prefixed_page_field: str

    @property
    def paginator(self) -> Paginator[int]:
        return self.page.paginator


@requires(SEE_ALL_MONEY, SEE_PROGRESS, also=has_cases)
def deadline_calendar(request: HttpRequest) -> HttpResponse:
    """What is due in a month (?monat=2026-12) in the cases one may see."""
    own = own_deadlines(request.user)
    today = timezone.localdate()
    month = month_of(request.GET.get("monat", ""), today)
    after = add_months(month, 1)
    due = replace(own, since=month, until=after)
    counts = count_by_day(due)
    late = replace(own, until=today)
    first = first_of_days(due, most=MOST_IN_A_CELL) if counts else []
    context: dict[str, Any] = {
        "page_title": _("Deadlines"),
        "month_name": date_format(month, "F Y"),
        "before": add_months(month, -1),
        "after": after,
        "weeks": weeks_of(month, first, today, counts),
        "due": _page(request, MONTH_PAGE, due, sum(counts.values())),
        "next_month": None if counts else _next_day(replace(own, since=after)),
        "late": _page(request, LATE_PAGE, late, sum(count_by_day(late).values())),
        "today": today,
    }
    return render(request, "portal/deadline_calendar.html", context)


def own_deadlines(user: Viewer) -> DeadlinesAsked:
    """The question for what is due in the cases the person may see, and when they become final.

    A time for an appeal that is over is a deadline of the ministry alone, which has to record the
    finality. Raises PermissionDenied for whom no cases are.
    """
    if user.has_perm(SEE_ALL_MONEY):
        return DeadlinesAsked(final_from=date.min)
    if not has_cases(user):
        raise PermissionDenied
    return DeadlinesAsked(
        cases=list(Grant.objects.visible_to(user).values_list("pk", flat=True)),
        bodies=municipalities_of(user),
        final_from=timezone.localdate(),
    )


def _page(request: HttpRequest, field: str, asked: DeadlinesAsked, count: int) -> DeadlinePage:
    """The page that the address asks for; the database cuts it."""
    page = Paginator(range(count), PER_PAGE).get_page(request.GET.get(field))
    offset = PER_PAGE * (page.number - 1)
    rows = deadlines_due(asked, limit=PER_PAGE, offset=offset) if count else []
    return DeadlinePage(rows, page, field)


def _next_day(asked: DeadlinesAsked) -> date | None:
    return next((row.day for row in deadlines_due(asked, limit=1)), None)


def month_of(text: str, today: date) -> date:
    """The first day of the month that is asked for, of the present one for anything else."""
    year, _dash, month = text.partition("-")
    if only_digits(year) and only_digits(month):
        is_meant = FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12
        if is_meant:
            return date(int(year), int(month), 1)
    return today.replace(day=1)


def weeks_of(
    month: date, due: list[Deadline], today: date, counts: Mapping[date, int]
) -> list[list[CalendarDay]]:
    """The weeks of the month from Monday on, each day with what is due; `counts` of whole days."""
    by_day: dict[date, list[Deadline]] = defaultdict(list)
    for row in due:
        by_day[row.day].append(row)

    def cell(day: date) -> CalendarDay:
        shown = by_day[day]
        before = sum(count for other, count in counts.items() if other < day)
        return CalendarDay(
            day=day,
            is_in_month=day.month == month.month,
            is_today=day == today,
            due=shown,
            left_out=counts.get(day, 0) - len(shown),
            page=(before + len(shown)) // PER_PAGE + 1,
        )

    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [[cell(day) for day in week] for week in weeks]
