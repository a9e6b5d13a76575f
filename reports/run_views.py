"""My reports: what is being made, ready or failed; and whether the house made a file."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import requires
from accounts.roles import RUN_REPORTS, SEE_ALL_MONEY, SEE_ALL_RUNS
from core.errors import RuleError
from core.exports import FORMATS
from core.formats import format_count
from core.http.buttons import pressed_on
from core.http.downloads import download
from core.reporting import REGISTRY, Report
from core.uploads.sent import SentFile, SentFileField, sent_form
from programs.models import LetterFile
from reports.choices import REPEATABLE, RunState
from reports.making import COLUMNS
from reports.manifest import CASE_FILE, digest_in, digest_of
from reports.models import MadeFile, ReportRun, ReportSchedule, RunResult
from reports.runs import cancel_run, repeat_run
from reports.tasks import make_soon

MOST_SHOWN = 50


@requires(RUN_REPORTS, SEE_ALL_RUNS, by_area=True)
def my_reports(request: HttpRequest) -> HttpResponse:
    """The runs of this person, newest first; an administrator sees everybody's."""
    runs = ReportRun.objects.visible_to(request.user).select_related("owner")[:MOST_SHOWN]
    context = {
        "page_title": _("My reports"),
        "breadcrumbs": [(_("Reports"), reverse("reports:list")), (_("My reports"), "")],
        "runs": [_shown(run, request.user) for run in runs],
        "schedules": [
            _planned(row) for row in ReportSchedule.objects.filter(owner=request.user.pk)
        ],
    }
    _own(request).filter(state=RunState.DONE, seen_at__isnull=True).update(seen_at=timezone.now())
    return render(request, "reports/my_reports.html", context)


@requires(RUN_REPORTS, SEE_ALL_RUNS, by_area=True)
@pressed_on("reports:mine")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a run that is not over."""
    run = get_object_or_404(ReportRun.objects.visible_to(request.user), pk=pk)
    if cancel_run(run, at=timezone.now()):
        messages.success(request, _("The report is cancelled."))
    else:
        messages.info(request, _("The report was over already."))
    return redirect("reports:mine")


@requires(RUN_REPORTS, by_area=True)
@pressed_on("reports:mine")
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a run again that failed or was cancelled."""
    run = get_object_or_404(_own(request), pk=pk)
    try:
        make_soon(repeat_run(run, at=timezone.now()))
    except RuleError as refusal:
        messages.error(request, refusal.message)
    return redirect("reports:mine")


@requires(RUN_REPORTS, by_area=True)
def result(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a run, for its owner alone."""
    run = get_object_or_404(_own(request), pk=pk)
    found = RunResult.objects.filter(run=run).first()
    if found is None:
        raise Http404
    media_type = FORMATS[run.format].media_type
    return download(bytes(found.content), media_type=media_type, name=found.name)


class FileCheck(forms.Form):
    """A file or its digest."""

    file = SentFileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("At most 1 MB; it is not kept. Of a larger one enter the SHA-256."),
    )
    sha256 = forms.CharField(
        label=gettext_lazy("or its SHA-256"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As “sha256sum file” or “certutil -hashfile file SHA256” says it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent: SentFile | None = cleaned.get("file")
        digest = digest_of(sent.content) if sent else digest_in(cleaned.get("sha256") or "")
        if not digest and not self.errors:
            self.add_error("sha256", _("Choose a file, or enter 64 hexadecimal digits."))
        return {**cleaned, "digest": digest}


@requires(RUN_REPORTS, by_area=True)
def check_file(request: HttpRequest) -> HttpResponse:
    """Whether and when the house made a file: byte by byte the same, or not known."""
    form = sent_form(FileCheck, request)
    context: dict[str, Any] = {
        "page_title": _("Check a file"),
        "breadcrumbs": [(_("Reports"), reverse("reports:list")), (_("Check a file"), "")],
        "form": form,
    }
    if form.is_bound and form.is_valid():
        digest = form.cleaned_data["digest"]
        files = MadeFile.objects.filter(sha256=digest)
        if not request.user.has_perm(SEE_ALL_MONEY):
            files = files.exclude(report=CASE_FILE)
        letters = LetterFile.objects.visible_to(request.user).filter(sha256=digest)
        context |= {
            "digest": digest,
            "found": list(files[:10]),
            "letters": list(letters.defer("content").select_related("letter__grant")),
        }
    return render(request, "reports/check_file.html", context)


def _own(request: HttpRequest) -> Any:
    return ReportRun.objects.filter(owner=request.user.pk)


def _planned(schedule: ReportSchedule) -> dict[str, Any]:
    """A schedule as its row shows it."""
    report = REGISTRY.get(schedule.report)
    return {
        "schedule": schedule,
        "title": report.title if report else schedule.report,
        "format": FORMATS[schedule.format].label,
        "filters": ", ".join(_filters_of(report, schedule.query)) if report else "",
    }


def _filters_of(report: Report, query: str) -> list[str]:
    """The filter by its labels and keys; asks nothing of the database."""
    fields: Any = report.form.base_fields
    given = QueryDict(query)
    texts = [
        f"{fields[key].label}: {text}" for key, text in given.items() if text and key in fields
    ]
    if columns := given.getlist(COLUMNS):
        texts.append(_("Columns: %(count)s chosen") % {"count": len(columns)})
    return texts


def _time_left(run: ReportRun) -> str:
    """In whole minutes, rounded up; "" where nothing can be said."""
    left = run.time_left
    if left is None:
        return ""
    minutes = ceil(left / timedelta(minutes=1))
    words = ngettext("at most about a minute left", "about %(minutes)s minutes left", minutes)
    return words % {"minutes": format_count(minutes)}


def _shown(run: ReportRun, viewer: Any) -> dict[str, Any]:
    """A run as its row shows it, and what the person may do with it."""
    report, is_own = REGISTRY.get(run.report), run.owner_id == viewer.pk
    return {
        "run": run,
        "title": report.title if report else run.report,
        "format": FORMATS[run.format].label,
        "time_left": _time_left(run),
        "may_take": is_own and run.state == RunState.DONE,
        "may_repeat": is_own and run.state in REPEATABLE,
    }
