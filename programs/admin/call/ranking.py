"""The order of a call: on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import Call
from programs.queries.call import points_by_criterion, points_by_juror, ranking_of


def ranking_page(
    model_admin: ModelAdmin[Call], request: HttpRequest, pk: int, *, on_paper: bool
) -> HttpResponse:
    """Every application with its rank, its points and what was decided about it."""
    call = get_object_or_404(model_admin.get_queryset(request).select_related("program"), pk=pk)
    if not model_admin.has_view_permission(request, call):
        raise PermissionDenied
    order = ranking_of(call)
    rows = [
        {
            "standing": row,
            "by_criterion": points_by_criterion(row, order.criteria),
            "by_juror": points_by_juror(row, order.jurors),
        }
        for row in order.rows
    ]
    context: dict[str, Any] = {"call": call, "order": order, "rows": rows, "now": timezone.now()}
    if on_paper:
        return TemplateResponse(
            request, "admin/programs/call/ranking_print.html", {**context, "user": request.user}
        )
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": _("Order of the applications"),
        "subtitle": str(call),
        "opts": model_admin.opts,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/programs/call/ranking.html", context)
