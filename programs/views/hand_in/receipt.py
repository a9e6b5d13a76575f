"""The receipt of a hand-in with its copy, for the sender and for the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from core.formats import format_moment
from core.http.downloads import download
from programs.models import Grant, HandIn, HandInFile


@requires(SEE_PROGRESS, SEE_ALL_MONEY)
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """What came, when, from whom; somebody else's does not exist."""
    found = HandIn.objects.visible_to(request.user).select_related(
        "grant__program",
        "call_application__call__program",
        "municipality__district",
        "handed_in_by",
    )
    row = get_object_or_404(found, pk=pk)
    visible = Grant.objects.visible_to(request.user)
    is_visible = row.grant is not None and visible.filter(pk=row.grant.pk).exists()
    facts = [
        (_("Receipt number"), row.number),
        (_("Received"), format_moment(row.handed_in_at)),
        (_("From"), row.municipality.full_name),
        (_("Handed in by"), str(row.handed_in_by)),
        (_("Case"), row.about),
        *((label, text) for label, text in row.told),
    ]
    return render(
        request,
        "programs/hand_in/receipt.html",
        {
            "page_title": _("Receipt: %(kind)s") % {"kind": row.get_kind_display()},
            "breadcrumbs": [
                (row.about, row.grant.get_absolute_url() if row.grant and is_visible else ""),
                (row.number, ""),
            ],
            "hand_in": row,
            "facts": facts,
            "files": row.files.defer("content"),
        },
    )


@requires(SEE_PROGRESS, SEE_ALL_MONEY)
def hand_in_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """A file as it came."""
    visible = HandIn.objects.visible_to(request.user)
    file = get_object_or_404(HandInFile, pk=file_pk, hand_in=pk, hand_in__in=visible)
    return download(bytes(file.content), media_type=file.media_type, name=file.name)
