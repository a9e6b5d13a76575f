"""A municipality reports by table: download, fill in, look at the result, take it over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.exports import FORMATS
from core.http.downloads import download
from core.uploads.page import Upload, Values
from core.uploads.sent import SentFileField, UploadForm
from portal.rollout_desk.desk import Desk, desk_of
from portal.rollout_desk.file import WRITERS, FileOutcome, read
from portal.rollout_desk.forms import DeskForm
from portal.rollout_desk.seen import check_reports_shown, reports_version
from services.imports.table import COLUMNS


class TableForm(DeskForm, UploadForm):
    """A filled table, and the day of its lines that name none."""

    file = SentFileField(
        label=gettext_lazy("Filled table"),
        help_text=gettext_lazy("CSV, XLSX or ODS, at most 1 MB. Empty cells change nothing."),
    )
    field_order = ("file", "day", "reason")


@dataclass(frozen=True)
class Download:
    label: str
    url: str
    hint: str = ""


@requires(SEE_PROGRESS)
def reporting_table(request: HttpRequest, ags: str) -> HttpResponse:
    """Ask for the table, show what it changes, take it over or hand it back on the second click."""
    desk = desk_of(request, ags)
    if not desk.may_write and request.method != "POST":
        return _page(request, desk, None, {})
    desk.require_writer()

    def read_table(path: Path, values: Values) -> FileOutcome:
        return read(desk, path, day=values["day"], reason=values.get("reason", ""))

    def taken(outcome: FileOutcome) -> HttpResponse:
        written = outcome.report.written
        said = ngettext("%(count)s service changed.", "%(count)s services changed.", written)
        messages.success(request, said % {"count": written})
        return redirect(desk.url("reporting"))

    return Upload(
        form=TableForm,
        form_options={"desk": desk},
        read=read_table,
        show=lambda outcome: {"report": outcome.report, "effects": outcome.effects},
        taken=taken,
        columns=lambda _path: COLUMNS,
        check=lambda request: check_reports_shown(request, desk),
        page=lambda form, context: _page(request, desk, form, context),
    ).answer(request)


@requires(SEE_PROGRESS)
def reporting_template(request: HttpRequest, ags: str, ending: str) -> HttpResponse:
    """The table with what stands, ready to be filled in."""
    desk = desk_of(request, ags)
    if ending not in WRITERS:
        raise Http404
    name = f"umsetzungsstand-{desk.body.ags}-{desk.today.isoformat()}.{ending}"
    return download(WRITERS[ending](desk), media_type=FORMATS[ending].media_type, name=name)


def _page(
    request: HttpRequest, desk: Desk, form: UploadForm | None, context: dict[str, Any]
) -> HttpResponse:
    downloads = [
        Download(ending.upper(), desk.url("reporting_template", ending)) for ending in WRITERS
    ]
    context = {
        **desk.page(_("Report by table"), desk.way),
        "page_lead": desk.body.full_name,
        "form": form,
        "downloads": downloads,
        "seen": reports_version(desk),
        **context,
    }
    return render(request, "portal/rollout_desk/table.html", context)
