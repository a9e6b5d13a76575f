"""Grants from a file: shown before anything is written, handed back with its wrong cells marked."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.roles import PREPARE
from core.imports.command import ImportReport
from core.imports.errors import FileRefused
from core.imports.marked import marked_copy
from programs.choices import GrantState
from programs.imports.grants import columns_of, import_grants
from programs.models import Grant
from programs.queries.double_funding import Overlap, overlaps_among

LARGEST_UPLOAD = 1024**2
ROWS_SHOWN = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of grants"),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS, at most 1 MB. New cases: programm, aktenzeichen, vorhaben, "
            "kommunen, anteile, haushaltsjahr, betrag; if wanted foerderprodukt, "
            "faelligkeitsjahr, eingang, beantragt, zweck. Several keys and shares are separated "
            "by |. Published grants are known by the columns programme, year and keys."
        ),
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than 1 MB. Split it, or use the command import_grants.")
            )
        return found


def upload_page(model_admin: ModelAdmin[Grant], request: HttpRequest) -> HttpResponse:
    """Ask for the file, show what it brings, take it over or hand it back on the second click."""
    if not request.user.has_perm(PREPARE):
        raise PermissionDenied
    if "_confirmed" in request.POST:
        return _take_over(model_admin, request)
    if "_marked" in request.POST:
        return _hand_back(*_sent(request))
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, Any] = {}
    if form.is_valid():
        found = form.cleaned_data["file"]
        content = found.read()
        context = _outcome(found.name, content, _person(request), write=False)
        context |= {"name": found.name, "content": b64encode(content).decode()}
    return _page(model_admin, request, form, context)


def _take_over(model_admin: ModelAdmin[Grant], request: HttpRequest) -> HttpResponse:
    """Read the file again and write it; in between somebody else may have imported it."""
    name, content = _sent(request)
    context = _outcome(name, content, _person(request), write=True)
    report: ImportReport | None = context.get("report")
    if report is None:
        sent = {"name": name, "content": b64encode(content).decode()}
        return _page(model_admin, request, UploadForm(), {**context, **sent})
    message = ngettext("%(new)s case entered.", "%(new)s cases entered.", report.written)
    model_admin.message_user(request, message % {"new": report.written}, messages.SUCCESS)
    return redirect("admin:programs_grant_changelist")


def _hand_back(name: str, content: bytes) -> HttpResponse:
    """The file as a workbook with its wrong cells marked."""
    with TemporaryDirectory() as folder:
        path = _stored(folder, name, content)
        refused = _try(path, None)
        if not isinstance(refused, FileRefused):
            raise BadRequest
        marked = marked_copy(path, columns_of(path), refused.errors)
    response = HttpResponse(marked, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{Path(name).stem[:60]}-fehler.xlsx"'
    return response


def _outcome(name: str, content: bytes, by: User, *, write: bool) -> dict[str, Any]:
    """What the file brings or what is wrong in it; only kept in the database if `write`."""
    with TemporaryDirectory() as folder:
        path = _stored(folder, name, content)
        with transaction.atomic():
            outcome = _try(path, by)
            fresh = [] if isinstance(outcome, FileRefused) else _new_cases(outcome)
            warned = _warned(fresh)
            transaction.set_rollback(isinstance(outcome, FileRefused) or not write)
        if isinstance(outcome, FileRefused):
            return {
                "refused": outcome.errors[:ROWS_SHOWN],
                "more": outcome.count - len(outcome.errors[:ROWS_SHOWN]),
                "count": outcome.count,
                "can_be_marked": _has_layout(path),
            }
    more = max(0, outcome.written - ROWS_SHOWN)
    return {"report": outcome, "new": fresh, "warned": warned, "more": more}


def _try(path: Path, by: User | None) -> ImportReport | FileRefused:
    try:
        with transaction.atomic():
            return import_grants(path, by=by)
    except FileRefused as refused:
        return refused


def _has_layout(path: Path) -> bool:
    try:
        columns_of(path)
    except FileRefused:
        return False
    return True


def _new_cases(report: ImportReport) -> list[Any]:
    """The newest cases with their amounts, None where unknown, read before the rollback."""
    if not report.written:
        return []
    newest = (
        Grant.objects.select_related("program", "lead")
        .order_by("-pk")
        .annotate(
            amount_eur=Coalesce("published_eur", Sum("participations__share_eur")),
            partners=Count("participations"),
        )
    )
    return list(newest[: min(report.written, ROWS_SHOWN)])[::-1]


def _warned(fresh: Sequence[Grant]) -> list[tuple[Grant, list[Overlap]]]:
    """The new drafts that another program might fund as well; what is published is not asked."""
    drafts = [case for case in fresh if case.state == GrantState.DRAFT]
    overlaps = overlaps_among(Grant.objects.filter(pk__in=[case.pk for case in drafts]))
    return [(case, overlaps[case.pk]) for case in drafts if case.pk in overlaps]


def _sent(request: HttpRequest) -> tuple[str, bytes]:
    """Name and content that the preview carries along."""
    try:
        content = b64decode(request.POST.get("content", ""), validate=True)
    except binascii.Error as error:
        raise BadRequest from error
    if not content or len(content) > LARGEST_UPLOAD:
        raise BadRequest
    return request.POST.get("name", ""), content


def _stored(folder: str, name: str, content: bytes) -> Path:
    path = Path(folder) / (Path(name).name or "zuwendungen.csv")
    path.write_bytes(content)
    return path


def _person(request: HttpRequest) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]  # the administration lets nobody else in


def _page(
    model_admin: ModelAdmin[Grant], request: HttpRequest, form: Any, context: dict[str, Any]
) -> HttpResponse:
    return TemplateResponse(
        request,
        "admin/programs/grant/upload.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Import grants"),
            "opts": model_admin.opts,
            "form": form,
            "adminform": AdminForm(form, [(None, {"fields": ["file"]})], {}, (), None),
            "errors": form.errors,
            "media": model_admin.media + form.media,
            **context,
        },
    )
