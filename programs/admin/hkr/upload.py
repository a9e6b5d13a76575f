"""The state's accounting by upload: the file is shown before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.uploads.admin import admin_page
from core.uploads.page import ROWS_SHOWN, Upload, Values
from core.uploads.sent import SentFileField, UploadForm
from programs.imports.hkr import COLUMNS, HkrReport, import_hkr
from programs.models import HkrPayment

PREVIEW = "admin/programs/hkrpayment/_upload_preview.html"


class HkrForm(UploadForm):
    file = SentFileField(
        command="import_payments",
        label=gettext_lazy("File of the state's accounting"),
        help_text=gettext_lazy(
            "CSV with semicolons, XLSX or ODS, at most 1 MB. Columns: kapitel, foerderprodukt, "
            "buchungsnummer, wertstellung, betrag; if wanted haushaltsjahr, titel, programm, "
            "aktenzeichen, text."
        ),
    )


def upload_page(model_admin: ModelAdmin[HkrPayment], request: HttpRequest) -> HttpResponse:
    """Ask for the file, show what it brings, and take it over on the second click."""
    if not request.user.has_perm(MANAGE_BUDGET):
        raise PermissionDenied

    def read(path: Path, _values: Values) -> HkrReport:
        return import_hkr(path, at=timezone.now())

    def taken(report: HkrReport) -> HttpResponse:
        message = _(
            "Bookings taken over: %(new)s, known already: %(known)s, payments confirmed: %(c)s"
        )
        values = {"new": report.written, "known": report.unchanged, "c": report.confirmed}
        model_admin.message_user(request, message % values, messages.SUCCESS)
        return redirect("admin:programs_hkrpayment_reconciliation")

    return Upload(
        form=HkrForm,
        read=read,
        show=_preview,
        taken=taken,
        columns=lambda _path: COLUMNS,
        page=admin_page(
            model_admin,
            request,
            title=_("Import the state's accounting"),
            preview=PREVIEW,
            take_over=_("Take over the new bookings"),
        ),
    ).answer(request)


def _preview(report: HkrReport) -> dict[str, Any]:
    return {
        "report": report,
        "notes": report.notes,
        "adds": bool(report.new),
        "new": report.new[:ROWS_SHOWN],
        "more": max(0, report.written - ROWS_SHOWN),
    }
