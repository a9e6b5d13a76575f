"""A municipality reports by table: download, fill in, look at the result, take it over."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import requires
from accounts.roles import SEE_PROGRESS
from core.exports import FORMATS, XLSX_TYPE
from core.imports.errors import FileRefused
from portal.rollout_desk.desk import Desk, desk_of
from portal.rollout_desk.file import LARGEST_UPLOAD, Upload, as_csv, as_xlsx, marked, read
from portal.rollout_desk.forms import DeskForm

ERRORS_SHOWN = 500
WRITERS = {"xlsx": as_xlsx, "csv": as_csv}


class TableForm(DeskForm):
    """A filled table, and the day of its lines that name none."""

    file = forms.FileField(
        label=gettext_lazy("Filled table"),
        help_text=gettext_lazy("CSV, XLSX or ODS, at most 1 MB. Empty cells change nothing."),
    )
    field_order = ("file", "day", "reason")

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 1 MB. Split it."))
        return found


class SentForm(DeskForm):
    """What the preview carries along to the second click."""

    name = forms.CharField(max_length=255)
    content = forms.CharField()

    def clean_content(self) -> bytes:
        try:
            content = b64decode(self.cleaned_data["content"], validate=True)
        except binascii.Error as error:
            raise BadRequest from error
        if len(content) > LARGEST_UPLOAD:
            raise BadRequest
        return content


@dataclass(frozen=True)
class Download:
    label: str
    url: str
    hint: str = ""


@requires(SEE_PROGRESS)
def reporting_table(request: HttpRequest, ags: str) -> HttpResponse:
    """Ask for the table, show what it changes, take it over or hand it back on the second click."""
    desk = desk_of(request, ags)
    if request.method != "POST":
        return _page(request, desk, TableForm(desk=desk) if desk.may_write else None, {})
    desk.require_writer()
    if "_confirmed" in request.POST or "_marked" in request.POST:
        sent = SentForm(request.POST, desk=desk)
        if not sent.is_valid():
            raise BadRequest
        upload = _upload(sent, sent.cleaned_data["name"], sent.cleaned_data["content"])
        return _second(request, desk, upload)
    form = TableForm(request.POST, request.FILES, desk=desk)
    if not form.is_valid():
        return _page(request, desk, form, {})
    file = form.cleaned_data["file"]
    upload = _upload(form, file.name, file.read())
    return _page(request, desk, form, _preview(desk, upload))


@requires(SEE_PROGRESS)
def reporting_template(request: HttpRequest, ags: str, ending: str) -> HttpResponse:
    """The table with what stands, ready to be filled in."""
    desk = desk_of(request, ags)
    if ending not in WRITERS:
        raise Http404
    name = f"umsetzungsstand-{desk.body.ags}-{desk.today.isoformat()}.{ending}"
    return _file(WRITERS[ending](desk), FORMATS[ending].media_type, name)


def _second(request: HttpRequest, desk: Desk, upload: Upload) -> HttpResponse:
    """Take the table over, or hand it back with its wrong cells marked."""
    write = "_confirmed" in request.POST
    try:
        outcome = read(desk, upload, write=write)
    except FileRefused as refused:
        if write:
            return _page(request, desk, TableForm(desk=desk), _refused(upload, refused))
        return _file(marked(upload, refused), XLSX_TYPE, "umsetzungsstand-fehler.xlsx")
    if not write:
        return redirect(desk.url("reporting_table"))
    written = outcome.report.written
    said = ngettext("%(count)s service changed.", "%(count)s services changed.", written)
    messages.success(request, said % {"count": written})
    return redirect(desk.url("reporting"))


def _preview(desk: Desk, upload: Upload) -> dict[str, Any]:
    try:
        outcome = read(desk, upload, write=False)
    except FileRefused as refused:
        return _refused(upload, refused)
    return {
        "upload": upload,
        "content": b64encode(upload.content).decode(),
        "report": outcome.report,
        "effects": outcome.effects,
    }


def _refused(upload: Upload, refused: FileRefused) -> dict[str, Any]:
    shown = refused.errors[:ERRORS_SHOWN]
    return {
        "upload": upload,
        "content": b64encode(upload.content).decode(),
        "refused": shown,
        "count": refused.count,
        "more": refused.count - len(shown),
        "can_be_marked": any(error.row for error in refused.errors),
    }


def _upload(form: DeskForm, name: str, content: bytes) -> Upload:
    return Upload(name, content, form.cleaned_data["day"], form.why)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(
    request: HttpRequest, desk: Desk, form: TableForm | None, context: dict[str, Any]
) -> HttpResponse:
    downloads = [
        Download(ending.upper(), desk.url("reporting_template", ending)) for ending in WRITERS
    ]
    context = {
        **desk.page(_("Report by table"), desk.way),
        "page_lead": desk.body.full_name,
        "form": form,
        "downloads": downloads,
        **context,
    }
    return render(request, "portal/rollout_desk/table.html", context)
