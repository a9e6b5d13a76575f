"""The work lists on screen and as files: everybody sees the lines of their own bodies only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.errors import RuleError
from core.exports import FORMATS
from core.standing import AsOfForm, dated
from municipalities.models import municipalities_of
from portal.progress import work_list_report
from portal.progress.pages import has_tasks, progress_crumbs
from portal.progress.tables.progress import TaskTable
from portal.progress.work_list_report import REPORT, WorkListFilter, WorkListForm
from reports.files import file_response
from reports.making import edition

PER_PAGE = 50


@requires(SEE_PROGRESS, also=has_tasks)
@dated
def work_lists(request: HttpRequest, *, as_of: AsOfForm) -> HttpResponse:
    """One work list, page by page, beside the numbers of all."""
    form = WorkListForm(request.GET)
    day = as_of.at.day
    context: dict[str, Any] = {
        "page_title": REPORT.title,
        "page_lead": _(
            "What stands between a service and its place in the quota: each line is a task."
        ),
        "breadcrumbs": progress_crumbs(REPORT.title),
        "as_of_form": as_of,
        "form": _filter(request),
        "day": day,
        "rule": REPORT.rule,
        "basis": REPORT.basis,
    }
    if form.is_valid():
        context |= _found(request, form.cleaned_data, day)
    return render(request, "portal/progress/work_lists.html", context)


@requires(SEE_PROGRESS, also=has_tasks)
@dated
def work_list_file(request: HttpRequest, fmt: str, *, as_of: AsOfForm) -> HttpResponseBase:
    """The whole list as a file, with the filter and the date of the page."""
    if fmt not in FORMATS:
        raise Http404
    form = WorkListForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('progress:work_lists')}?{request.GET.urlencode()}")
    now = timezone.now()
    made = edition(REPORT, request.user, form, at=as_of.at, now=now)
    try:
        return file_response(made, fmt, by=request.user.pk)
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('progress:work_lists')}?{request.GET.urlencode()}")


def _filter(request: HttpRequest) -> WorkListFilter:
    """The filter on screen; who sees the own body alone has no area to choose."""
    form = WorkListFilter(request.GET)
    if not work_list_report.may_see_all(request.user):
        del form.fields["gebiet"]
        if len(municipalities_of(request.user)) == 1:
            del form.fields["kommune"]
    return form


def _found(request: HttpRequest, filters: dict[str, Any], day: date) -> dict[str, Any]:
    counts = work_list_report.counts(request.user, filters, day=day)
    chosen = work_list_report.BY_KEY[filters["art"]]
    shown = work_list_report.lists_for(request.user)
    if chosen not in shown:
        raise PermissionDenied
    query = request.GET.copy()
    query.pop("page", None)
    others = query.copy()
    others.pop("art", None)
    return {
        "chosen": chosen,
        "lists": [
            {
                "label": work_list.label,
                "count": counts[work_list.kind],
                "url": f"?art={work_list.key}&{others.urlencode()}".rstrip("&"),
                "is_current": work_list == chosen,
            }
            for work_list in shown
        ],
        "table": _table(request, filters, day, counts[chosen.kind]),
        "count": counts[chosen.kind],
        "downloads": [
            {
                "label": fmt.label,
                "url": f"{reverse('progress:work_list_file', args=[fmt.name])}?{query.urlencode()}",
            }
            for fmt in FORMATS.values()
        ],
    }


def _table(request: HttpRequest, filters: dict[str, Any], day: date, count: int) -> TaskTable:
    """The lines of one page; the database cuts the page, the table only shows it."""
    paginator = Paginator(range(count), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    rows = work_list_report.lines(
        request.user, filters, day=day, limit=PER_PAGE, offset=PER_PAGE * (page.number - 1)
    )
    table = TaskTable(rows, request=request)
    table.caption = work_list_report.BY_KEY[filters["art"]].label
    table.paginator, table.page = paginator, page
    page.object_list = table.rows
    return table
