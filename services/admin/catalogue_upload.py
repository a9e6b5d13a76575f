"""The catalogue from a file: every change is shown before it applies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import EDIT_CATALOGUE
from core.imports.command import ImportReport
from core.tasks import refresh_soon
from core.uploads.admin import admin_page
from core.uploads.page import ROWS_SHOWN, Upload, Values
from core.uploads.sent import SentFileField, UploadForm
from services.imports.catalogue import columns_of, import_catalogue
from services.models import Catalogue, OzgService

PREVIEW = "admin/services/ozgservice/_upload_preview.html"


class CatalogueForm(UploadForm):
    file = SentFileField(
        command="import_services",
        label=gettext_lazy("File of the catalogue"),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS, at most 1 MB: the LeiKa list (Leistungsschlüssel, "
            "Leistungsbezeichnung), OZG services (OZG-ID, Bezeichnung, Themenfeld, Lage) or "
            "competences (OZG-ID, Ebene)."
        ),
    )
    catalogue = forms.ModelChoiceField(
        label=gettext_lazy("Version"),
        queryset=Catalogue.objects.all(),
        required=False,
        empty_label=gettext_lazy("The version used for quotas"),
        help_text=gettext_lazy(
            "OZG services join this version; the LeiKa list and competences belong to no version. "
            "A new version is entered under “Catalogue versions” first."
        ),
    )


def upload_page(model_admin: ModelAdmin[OzgService], request: HttpRequest) -> HttpResponse:
    """Ask for the file, show what it changes, take it over on the second click."""
    if not request.user.has_perm(EDIT_CATALOGUE):
        raise PermissionDenied

    def read(path: Path, values: Values) -> ImportReport:
        version: Catalogue | None = values["catalogue"]
        return import_catalogue(path, catalogue=version.pk if version is not None else "")

    def taken(report: ImportReport) -> HttpResponse:
        refresh_soon()
        message = ngettext(
            "%(count)s row of the catalogue changed.",
            "%(count)s rows of the catalogue changed.",
            report.written,
        )
        model_admin.message_user(request, message % {"count": report.written}, messages.SUCCESS)
        return redirect("admin:services_ozgservice_changelist")

    return Upload(
        form=CatalogueForm,
        read=read,
        show=_preview,
        taken=taken,
        columns=columns_of,
        page=admin_page(
            model_admin,
            request,
            title=_("Import the catalogue"),
            preview=PREVIEW,
            take_over=_("Take over the changes"),
        ),
    ).answer(request)


def _preview(report: ImportReport) -> dict[str, Any]:
    return {
        "report": report,
        "notes": report.notes,
        "adds": bool(report.written),
        "differences": report.differences[:ROWS_SHOWN],
        "more": max(0, len(report.differences) - ROWS_SHOWN),
    }
