"""Annexes to printed papers of the Landtag: keep one, see them, and what differs since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import Table

from accounts.access import requires
from accounts.queries import Viewer
from accounts.roles import FREEZE_REPORTS, RUN_REPORTS
from core.errors import RuleError
from core.exports import FORMATS
from core.http.buttons import pressed_on
from core.reporting import REGISTRY, Edition, Report
from core.standing import AsOfForm
from reports.files import file_response
from reports.frozen import (
    Differences,
    Texts,
    changed_edition,
    differences,
    keep_report,
    kept_edition,
)
from reports.making import form_of, may_run, reports_for
from reports.models import PRINTED_PAPER, FrozenReport
from reports.tables import report_table

MOST_SHOWN = 100


class FreezeForm(forms.Form):
    """The number of the printed paper."""

    number = forms.RegexField(
        label=gettext_lazy("Number of the printed paper"),
        regex=PRINTED_PAPER,
        strip=True,
        help_text=gettext_lazy("Election period and number, e.g. 21/4711."),
        error_messages={"invalid": gettext_lazy("Write the number like 21/4711.")},
    )


def may_freeze(report: Report, user: Viewer) -> bool:
    """Whether the report can be kept, and by this person."""
    return report.can_freeze and user.has_perm(FREEZE_REPORTS)


@requires(FREEZE_REPORTS)
@pressed_on("reports:report", "name")
def freeze(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the report of this page, with its filter and day, under a printed paper's number."""
    report, by = REGISTRY.get(name), request.user
    if report is None or not report.can_freeze:
        raise Http404
    if not may_run(report, by):
        raise PermissionDenied
    back = f"{reverse('reports:report', args=[name])}?{request.GET.urlencode()}"
    number, given, day = (
        FreezeForm(request.POST),
        form_of(report, by, request.GET),
        AsOfForm.of(request),
    )
    if not (number.is_valid() and given.is_valid() and day.is_valid()):
        found = [str(error) for errors in number.errors.values() for error in errors]
        messages.error(request, " ".join(found) or _("Correct the filter of the report first."))
        return redirect(back)
    owner: Any = by
    try:
        kept = keep_report(
            report,
            given,
            request.GET.urlencode(),
            number=number.cleaned_data["number"],
            at=day.at,
            by=owner,
            now=timezone.now(),
        )
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    messages.success(request, _("The annex to printed paper %(number)s is kept.") % vars(kept))
    return redirect("reports:frozen", kept.pk)


@requires(RUN_REPORTS, by_area=True)
def frozen_list(request: HttpRequest) -> HttpResponse:
    """The annexes that were kept, the newest first."""
    names = [report.name for report in reports_for(request.user)]
    kept = FrozenReport.objects.filter(report__in=names).defer("rows", "columns")
    context = {
        "page_title": _("Annexes to printed papers"),
        "breadcrumbs": [
            (_("Reports"), reverse("reports:list")),
            (_("Annexes to printed papers"), ""),
        ],
        "annexes": kept[:MOST_SHOWN],
    }
    return render(request, "reports/frozen_list.html", context)


@requires(RUN_REPORTS, by_area=True)
def frozen_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An annex as it was given, and what the report would say of that day now."""
    frozen = _allowed(request, pk)
    now = timezone.now()
    context: dict[str, Any] = {
        "page_title": _("Annex to printed paper %(number)s") % {"number": frozen.number},
        "breadcrumbs": [
            (_("Reports"), reverse("reports:list")),
            (_("Annexes to printed papers"), reverse("reports:frozen_list")),
            (frozen.number, ""),
        ],
        "frozen": frozen,
        "table": _table(kept_edition(frozen, request.user, now=now)),
        "downloads": [
            {"label": fmt.label, "url": reverse("reports:frozen_file", args=[pk, fmt.name])}
            for fmt in FORMATS.values()
        ],
    }
    try:
        found = differences(frozen, request.user, now=now)
    except RuleError as refusal:
        context["not_compared"] = refusal.message
    else:
        context |= {
            "gone": _changed(frozen, found.gone, _("Given, and not in the report any more"), now),
            "added": _changed(frozen, found.added, _("In the report today, and not given"), now),
            "is_same": found == Differences([], []),
        }
    return render(request, "reports/frozen.html", context)


@requires(RUN_REPORTS, by_area=True)
def frozen_file(request: HttpRequest, pk: int, fmt: str) -> HttpResponseBase:
    """The annex as it was given, as a file."""
    if fmt not in FORMATS:
        raise Http404
    made = kept_edition(_allowed(request, pk), request.user, now=timezone.now())
    try:
        return file_response(made, fmt, by=request.user.pk)
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect("reports:frozen", pk)


def _changed(frozen: FrozenReport, rows: list[Texts], caption: str, now: datetime) -> Table | None:
    """The rows that differ under a caption of their own; nothing where none does."""
    if not rows:
        return None
    table = _table(changed_edition(frozen, rows, now=now))
    table.caption = caption
    return table


def _table(made: Edition) -> Table:
    """The table of an edition; empty where it has no rows."""
    return report_table(made, made.shown())


def _allowed(request: HttpRequest, pk: int) -> FrozenReport:
    """The annex, for whoever may run its report. Raises Http404, or PermissionDenied for others."""
    frozen = get_object_or_404(FrozenReport, pk=pk)
    report = REGISTRY.get(frozen.report)
    if report is None:
        raise Http404
    if not may_run(report, request.user):
        raise PermissionDenied
    return frozen
