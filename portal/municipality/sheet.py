"""“Mein Förderblatt”: the funding of one body on one printed page, in plain words."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.roles import SEE_ALL_MONEY, SEE_PROGRESS
from core.as_of import AsOf
from core.exports import FORMATS
from municipalities.models import Municipality
from portal.municipality.views import with_predecessors, works_for
from portal.tables import SheetTable
from programs.queries.deadlines import deadlines
from programs.queries.in_kind import support_of
from programs.queries.municipal.sheet import sheet_of
from programs.reports.sheet import SHEET
from programs.tables.program import ReceivedTable
from reports.files import file_response
from reports.making import check_filter, edition

MOST_DEADLINES = 8


@requires(SEE_PROGRESS, by_area=True)
def sheet(request: HttpRequest, ags: str) -> HttpResponse:
    """For the body and the ministry; for others it does not exist."""
    body, former = _family(request, ags)
    family = [body.ags, *(other.ags for other in former)]
    rows = sheet_of(family, request.user)
    in_kind, _notional = support_of(family, at=AsOf.today())
    context: dict[str, Any] = {
        "page_title": _("My funding sheet"),
        "page_lead": body.full_name,
        "breadcrumbs": [(body.full_name, body.get_absolute_url()), (_("Funding sheet"), "")],
        "body": body,
        "today": timezone.localdate(),
        "table": SheetTable(rows),
        "deadlines": deadlines([row.grant for row in rows], bodies=family)[:MOST_DEADLINES],
        "received": ReceivedTable(in_kind) if in_kind else None,
        "downloads": [
            {"label": fmt.label, "url": reverse("portal:sheet_file", args=[ags, fmt.name])}
            for fmt in FORMATS.values()
        ],
    }
    return render(request, "portal/sheet.html", context)


@requires(SEE_PROGRESS, by_area=True)
def sheet_file(request: HttpRequest, ags: str, fmt: str) -> HttpResponseBase:
    """The sheet as a file, for the same people."""
    body, _former = _family(request, ags)
    if fmt not in FORMATS:
        raise Http404
    form = check_filter(SHEET, {"kommune": body.ags})
    made = edition(SHEET, request.user, form, at=AsOf.today(), now=timezone.now())
    return file_response(made, fmt, by=request.user.pk)


def _family(request: HttpRequest, ags: str) -> tuple[Municipality, list[Municipality]]:
    """The body and those it followed. Raises Http404 for whoever does not work for it."""
    body, former = with_predecessors(request, ags)
    if not (request.user.has_perm(SEE_ALL_MONEY) or works_for(request.user, body)):
        raise Http404
    return body, former
