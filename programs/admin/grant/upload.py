"""Grants from a file: shown before anything is written, handed back with its wrong cells marked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import PREPARE
from core.imports.command import ImportReport
from core.uploads.admin import admin_page
from core.uploads.page import ROWS_SHOWN, Upload, Values
from core.uploads.sent import SentFileField, UploadForm
from programs.choices import GrantState
from programs.imports.grants import columns_of, import_grants
from programs.models import Grant
from programs.queries.double_funding import Overlap, overlaps_among

PREVIEW = "admin/programs/grant/_upload_preview.html"


class GrantUploadForm(UploadForm):
    file = SentFileField(
        command="import_grants",
        label=gettext_lazy("File of grants"),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS, at most 1 MB. New cases: programm, aktenzeichen, vorhaben, "
            "kommunen, anteile, haushaltsjahr, betrag; if wanted foerderprodukt, "
            "faelligkeitsjahr, eingang, beantragt, zweck. Several keys and shares are separated "
            "by |. Published grants are known by the columns programme, year and keys."
        ),
    )


def upload_page(model_admin: ModelAdmin[Grant], request: HttpRequest) -> HttpResponse:
    """Ask for the file, show what it brings, take it over or hand it back on the second click."""
    if not request.user.has_perm(PREPARE):
        raise PermissionDenied
    by: Any = request.user  # the administration lets nobody else in

    def read(path: Path, _values: Values) -> ImportReport:
        return import_grants(path, by=by)

    def taken(report: ImportReport) -> HttpResponse:
        message = ngettext("%(new)s case entered.", "%(new)s cases entered.", report.written)
        model_admin.message_user(request, message % {"new": report.written}, messages.SUCCESS)
        return redirect("admin:programs_grant_changelist")

    return Upload(
        form=GrantUploadForm,
        read=read,
        show=_preview,
        taken=taken,
        columns=columns_of,
        page=admin_page(
            model_admin,
            request,
            title=_("Import grants"),
            preview=PREVIEW,
            take_over=_("Take over the new cases"),
        ),
    ).answer(request)


def _preview(report: ImportReport) -> dict[str, Any]:
    new = _new_cases(report)
    return {
        "report": report,
        "notes": report.notes,
        "adds": bool(new),
        "new": new,
        "warned": _warned(new),
        "more": max(0, report.written - ROWS_SHOWN),
    }


def _new_cases(report: ImportReport) -> list[Any]:
    """The newest cases with their amounts, None where unknown."""
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
