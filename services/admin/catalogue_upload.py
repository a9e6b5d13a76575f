"""The catalogue from a file: every change is shown before it applies."""

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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import EDIT_CATALOGUE
from core.imports.command import ImportReport
from core.imports.errors import FileRefused
from core.tasks import refresh_soon
from services.imports.catalogue import import_catalogue
from services.models import Catalogue, OzgService

LARGEST_UPLOAD = 1024**2
ROWS_SHOWN = 500


class CatalogueForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the catalogue"),
        help_text=gettext_lazy(
            "CSV, at most 1 MB: the LeiKa list (Leistungsschlüssel, Leistungsbezeichnung), OZG "
            "services (ozg_id, name, theme_field, situation) or competences (ozg_id, level)."
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

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than 1 MB. Split it, or use the command import_services.")
            )
        return found


def upload_page(model_admin: ModelAdmin[OzgService], request: HttpRequest) -> HttpResponse:
    """Ask for the file, show what it changes, take it over on the second click."""
    if not request.user.has_perm(EDIT_CATALOGUE):
        raise PermissionDenied
    if "_confirmed" in request.POST:
        return _take_over(model_admin, request)
    form = CatalogueForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if form.is_valid():
        found = form.cleaned_data["file"]
        content = found.read()
        version: Catalogue | None = form.cleaned_data["catalogue"]
        code = version.pk if version is not None else ""
        context = _outcome(found.name, content, code, write=False)
        encoded = b64encode(content).decode()
        context |= {"name": found.name, "content": encoded, "catalogue": code}
    return _page(model_admin, request, form, context)


def _take_over(model_admin: ModelAdmin[OzgService], request: HttpRequest) -> HttpResponse:
    """Read the file again and write it; in between somebody else may have changed the catalogue."""
    try:
        content = b64decode(request.POST.get("content", ""), validate=True)
    except binascii.Error as error:
        raise BadRequest from error
    if not content or len(content) > LARGEST_UPLOAD:
        raise BadRequest
    name = request.POST.get("name", "")
    context = _outcome(name, content, request.POST.get("catalogue", ""), write=True)
    report: ImportReport | None = context.get("report")
    if report is None:
        return _page(model_admin, request, CatalogueForm(), {**context, "name": name})
    refresh_soon()
    message = ngettext(
        "%(count)s row of the catalogue changed.",
        "%(count)s rows of the catalogue changed.",
        report.written,
    )
    model_admin.message_user(request, message % {"count": report.written}, messages.SUCCESS)
    return redirect("admin:services_ozgservice_changelist")


def _outcome(name: str, content: bytes, catalogue: str, *, write: bool) -> dict[str, Any]:
    """What the file changes or what is wrong in it; only kept in the database if `write`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "katalog.csv")
        path.write_bytes(content)
        try:
            with transaction.atomic():
                report = import_catalogue(path, catalogue=catalogue)
                transaction.set_rollback(not write)
        except FileRefused as refused:
            shown = refused.errors[:ROWS_SHOWN]
            return {"refused": shown, "count": refused.count, "more": refused.count - len(shown)}
    return {
        "report": report,
        "differences": report.differences[:ROWS_SHOWN],
        "more": max(0, len(report.differences) - ROWS_SHOWN),
    }


def _page(
    model_admin: ModelAdmin[OzgService], request: HttpRequest, form: Any, context: dict[str, Any]
) -> HttpResponse:
    return TemplateResponse(
        request,
        "admin/services/ozgservice/upload.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Import the catalogue"),
            "opts": model_admin.opts,
            "form": form,
            "adminform": AdminForm(form, [(None, {"fields": list(form.fields)})], {}, (), None),
            "errors": form.errors,
            "media": model_admin.media + form.media,
            **context,
        },
    )
