"""The state's accounting by upload: the file is shown before anything is written."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.imports.errors import FileRefused
from programs.imports.hkr import HkrReport, import_hkr
from programs.models import HkrPayment

LARGEST_UPLOAD = 1024**2
ROWS_SHOWN = 500
TEMPLATE = "admin/programs/hkrpayment/upload.html"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the state's accounting"),
        help_text=gettext_lazy(
            "CSV with semicolons, XLSX or ODS, at most 1 MB. Columns: kapitel, foerderprodukt, "
            "buchungsnummer, wertstellung, betrag; if wanted haushaltsjahr, titel, programm, "
            "aktenzeichen, text."
        ),
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than 1 MB. Split it, or use the command import_payments.")
            )
        return found


def upload_page(model_admin: ModelAdmin[HkrPayment], request: HttpRequest) -> HttpResponse:
    """Ask for the file, show what it brings, and take it over on the second click."""
    if not request.user.has_perm(MANAGE_BUDGET):
        raise PermissionDenied
    if "_confirmed" in request.POST:
        return _take_over(model_admin, request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, Any] = {}
    if form.is_valid():
        found = form.cleaned_data["file"]
        content = found.read()
        context = _read(found.name, content, write=False)
        context |= {"name": found.name, "content": b64encode(content).decode()}
    return _page(model_admin, request, form, context)


def _take_over(model_admin: ModelAdmin[HkrPayment], request: HttpRequest) -> HttpResponse:
    """Read the file again and write it; in between somebody else may have imported it."""
    try:
        content = b64decode(request.POST.get("content", ""), validate=True)
    except binascii.Error as error:
        raise BadRequest from error
    if len(content) > LARGEST_UPLOAD:
        raise BadRequest
    name = request.POST.get("name", "")
    outcome = _read(name, content, write=True)
    report: HkrReport | None = outcome.get("report")
    if report is None:
        return _page(model_admin, request, UploadForm(), {**outcome, "name": name})
    message = _("Bookings taken over: %(new)s, known already: %(known)s, payments confirmed: %(c)s")
    values = {"new": report.written, "known": report.unchanged, "c": report.confirmed}
    model_admin.message_user(request, message % values, messages.SUCCESS)
    return redirect("admin:programs_hkrpayment_reconciliation")


def _read(name: str, content: bytes, *, write: bool) -> dict[str, Any]:
    """What the file brings or what is wrong in it; only kept in the database if `write`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "hkr.csv")
        path.write_bytes(content)
        try:
            with transaction.atomic():
                report = import_hkr(path, at=timezone.now())
                transaction.set_rollback(not write)
        except FileRefused as refused:
            more = refused.count - len(refused.errors[:ROWS_SHOWN])
            return {"refused": refused.errors[:ROWS_SHOWN], "more": more, "count": refused.count}
    return {
        "report": report,
        "new": report.new[:ROWS_SHOWN],
        "more": max(0, report.written - ROWS_SHOWN),
    }


def _page(
    model_admin: ModelAdmin[HkrPayment],
    request: HttpRequest,
    form: Any,
    context: dict[str, Any],
) -> HttpResponse:
    return TemplateResponse(
        request,
        TEMPLATE,
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Import the state's accounting"),
            "opts": model_admin.opts,
            "form": form,
            "adminform": AdminForm(form, [(None, {"fields": ["file"]})], {}, (), None),
            "errors": form.errors,
            "media": model_admin.media + form.media,
            **context,
        },
    )
