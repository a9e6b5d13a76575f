"""The door to scheduled reports: have one made again and again, and end that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import requires
from accounts.roles import RUN_REPORTS
from core.errors import RuleError
from core.exports import FORMATS
from core.http.buttons import pressed_on
from core.reporting import REGISTRY
from reports.choices import Rhythm
from reports.making import form_of, may_run
from reports.models import ReportSchedule
from reports.schedules import keep_schedule


class ScheduleForm(forms.Form):
    """How often, and as which file."""

    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices)
    format = forms.ChoiceField(
        label=gettext_lazy("File format"),
        choices=[(fmt.name, fmt.label) for fmt in FORMATS.values()],
        initial="xlsx",
    )


@requires(RUN_REPORTS, by_area=True)
@pressed_on("reports:report", "name")
def schedule(request: HttpRequest, name: str) -> HttpResponse:
    """Have the report of this page, with its filter, made again and again."""
    report, by = REGISTRY.get(name), request.user
    if report is None:
        raise Http404
    if not may_run(report, by):
        raise PermissionDenied
    form, given = ScheduleForm(request.POST), form_of(report, by, request.GET)
    if not (form.is_valid() and given.is_valid()):
        messages.error(request, _("Choose how often and as which file, with a filter that fits."))
        return redirect(f"{reverse('reports:report', args=[name])}?{request.GET.urlencode()}")
    owner: Any = by
    try:
        keep_schedule(
            name,
            form.cleaned_data["format"],
            request.GET.urlencode(),
            Rhythm(form.cleaned_data["rhythm"]),
            by=owner,
            link=request.build_absolute_uri(reverse("reports:mine")),
            at=timezone.now(),
        )
    except RuleError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The report is scheduled. A mail tells you when it is ready."))
    return redirect("reports:mine")


@requires(RUN_REPORTS, by_area=True)
@pressed_on("reports:mine")
def end_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """End a schedule of one's own; reports that were made stay."""
    get_object_or_404(ReportSchedule, pk=pk, owner=request.user.pk).delete()
    messages.success(request, _("The report is made no more."))
    return redirect("reports:mine")
