"""The page of one figure: definition, formula, rows, day, check, and the link that repeats it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from accounts.access import requires
from accounts.roles import SEE_PROGRESS, SEE_STATE_MONEY
from core.as_of import AsOf
from core.exports import FORMATS
from core.standing import AsOfForm, dated, standing
from portal.explain.figure import Explained
from portal.explain.figures import figure_for
from reports.files import file_response
from reports.making import edition, form_of
from reports.tables import report_table

PER_PAGE = 50


@requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
@dated
def figure(request: HttpRequest, code: str, *, as_of: AsOfForm) -> HttpResponse:
    """One figure, explained."""
    explained = figure_for(request.user, code)
    form = form_of(explained.report, request.user, request.GET)
    title = explained.report.title
    context: dict[str, Any] = {
        "page_title": _("Explained: %(figure)s") % {"figure": title},
        "page_lead": _("What this number counts, from which rows and on which day."),
        "as_of_form": as_of,
        "form": form,
        "explained": explained,
    }
    if form.is_valid():
        context |= _explanation(request, explained, form, as_of.at)
    return render(request, "portal/explain/figure.html", context)


@requires(SEE_PROGRESS, SEE_STATE_MONEY, by_area=True)
@dated
def figure_file(request: HttpRequest, code: str, fmt: str, *, as_of: AsOfForm) -> HttpResponseBase:
    """The rows behind the figure as a file."""
    explained = figure_for(request.user, code)
    if fmt not in FORMATS:
        raise Http404
    form = form_of(explained.report, request.user, request.GET)
    if not form.is_valid():
        page = reverse("portal:figure", args=[code])
        return redirect(f"{page}?{request.GET.urlencode()}")
    made = edition(explained.report, request.user, form, at=as_of.at, now=timezone.now())
    return file_response(made, fmt, by=request.user.pk)


def _explanation(request: HttpRequest, explained: Explained, form: Any, at: AsOf) -> dict[str, Any]:
    report = explained.report
    made = edition(report, request.user, form, at=at, now=timezone.now())
    rows = made.shown()
    value = explained.value(form.cleaned_data, at)
    table = report_table(made, rows)
    table.caption = _("The rows behind the figure")
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    summed = explained.sums(made.totals)
    return {
        "day": at.day,
        "value": value,
        "summed": summed,
        "agrees": summed == value,
        "filters": made.filters,
        "figure_standing": standing(report.rollup, at=at),
        "table": table,
        "again": _again(request, at),
        "downloads": _downloads(request, explained.code),
    }


def _again(request: HttpRequest, at: AsOf) -> str:
    """The address that shows this figure of this day again, whenever it is opened."""
    query = request.GET.copy()
    query.pop("page", None)
    query["stand"] = at.day.isoformat()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _downloads(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    query = request.GET.urlencode()
    return [
        {
            "label": made.label,
            "url": f"{reverse('portal:figure_file', args=[code, made.name])}?{query}",
        }
        for made in FORMATS.values()
    ]
