"""The list of reports, the page of one, and its files."""

from __future__ import annotations

from collections.abc import Generator
from itertools import chain, islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import RUN_REPORTS
from core.days import with_kept_day
from core.errors import RuleError
from core.exports import FORMATS
from core.reporting import REGISTRY, Edition, Report
from core.standing import AsOfForm, standing
from reports.choices import RunState
from reports.files import file_response
from reports.frozen_views import FreezeForm, may_freeze
from reports.making import edition, form_of, may_run, reports_for
from reports.models import ReportRun
from reports.runs import ask_for_run
from reports.schedule_views import ScheduleForm
from reports.tables import report_table
from reports.tasks import make_soon

MOST_ROWS_ON_A_PAGE = 1000
MOST_ROWS_AT_ONCE = 20_000


@requires(RUN_REPORTS, by_area=True)
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports this person may run."""
    waiting = ReportRun.objects.filter(
        owner=request.user.pk, state=RunState.DONE, seen_at__isnull=True
    )
    context = {
        "page_title": _("Reports"),
        "reports": reports_for(request.user),
        "waiting": waiting.count(),
    }
    return render(request, "reports/report_list.html", context)


@requires(RUN_REPORTS, by_area=True)
def report_page(request: HttpRequest, name: str) -> HttpResponse:
    """A report on screen: filter, figures with their sums, and its files with the same filter."""
    report = _allowed(request, name)
    if report.is_dated and (sent_on := with_kept_day(request)) is not None:
        return sent_on
    as_of = _day_of(request, report)
    form = form_of(report, request.user, request.GET or None)
    context: dict[str, Any] = {
        "page_title": report.title,
        "page_lead": report.question,
        "breadcrumbs": [(_("Reports"), reverse("reports:list")), (report.title, "")],
        "report": report,
        "form": form,
        "as_of_form": as_of if report.is_dated else None,
    }
    if not request.GET:
        form = form_of(report, request.user, {})
    if form.is_valid() and as_of.is_valid():
        made = edition(report, request.user, form, at=as_of.at, now=timezone.now())
        rows = made.shown(MOST_ROWS_ON_A_PAGE)
        context |= {
            "beside": made.beside,
            "report_standing": standing(report.rollup, at=as_of.at),
            "table": report_table(made, rows),
            "shown": len(rows),
            "count": made.count,
            "downloads": _downloads(request, report),
            "schedule_form": ScheduleForm(),
            "freeze_form": FreezeForm() if may_freeze(report, request.user) else None,
        }
    return render(request, "reports/report.html", context)


@requires(RUN_REPORTS, by_area=True)
def download(request: HttpRequest, name: str, fmt: str) -> HttpResponseBase:
    """A file of the report, with the filter and the date of the page."""
    report = _allowed(request, name)
    if fmt not in FORMATS:
        raise Http404
    if report.is_dated and (sent_on := with_kept_day(request)) is not None:
        return sent_on
    as_of = _day_of(request, report)
    form = form_of(report, request.user, request.GET)
    if not (form.is_valid() and as_of.is_valid()):
        return redirect(f"{reverse('reports:report', args=[name])}?{request.GET.urlencode()}")
    now = timezone.now()
    made = edition(report, request.user, form, at=as_of.at, now=now)
    try:
        if is_large(made):
            return _in_background(request, name, fmt)
        return file_response(made, fmt, by=request.user.pk)
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('reports:report', args=[name])}?{request.GET.urlencode()}")


def is_large(made: Edition) -> bool:
    """Whether the edition has more rows than are made while a person waits; reads no more.

    The rows of a large one are ended: what they were read in would take what is written with it.
    """
    rows = iter(made.rows)
    first = list(islice(rows, MOST_ROWS_AT_ONCE + 1))
    if len(first) > MOST_ROWS_AT_ONCE:
        if isinstance(rows, Generator):
            rows.close()
        return True
    made.rows = chain(first, rows)
    return False


def _in_background(request: HttpRequest, name: str, fmt: str) -> HttpResponse:
    """Have the file made in the background; asked for twice it is the same run."""
    by: Any = request.user
    make_soon(ask_for_run(name, fmt, request.GET.urlencode(), by=by, at=timezone.now()))
    messages.info(request, _("The report is large. It is made in the background and waits here."))
    return redirect("reports:mine")


def _day_of(request: HttpRequest, report: Report) -> AsOfForm:
    """The day of the address, where the report follows one; today's otherwise."""
    if report.is_dated:
        return AsOfForm.of(request)
    form = AsOfForm({})
    form.is_valid()
    return form


def _allowed(request: HttpRequest, name: str) -> Report:
    report = REGISTRY.get(name)
    if report is None:
        raise Http404
    if not may_run(report, request.user):
        raise PermissionDenied
    return report


def _downloads(request: HttpRequest, report: Report) -> list[dict[str, str]]:
    query = request.GET.urlencode()
    return [
        {
            "label": chosen.label,
            "url": f"{reverse('reports:download', args=[report.name, chosen.name])}?{query}",
        }
        for chosen in FORMATS.values()
    ]
