"""Pages beside the form of a case: running totals, the case on paper, the steps of its life."""

from __future__ import annotations

from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms.fields import EuroField
from programs.actions.application import processing_days
from programs.admin.grant.case import case_of
from programs.admin.grant.fieldsets import shown_names
from programs.admin.grant.print_after import money_lines, proof_lines
from programs.admin.grant.totals import totals_of, totals_of_form
from programs.models import Grant
from programs.rules.life_cycle import life_cycle


def totals_page(model_admin: ModelAdmin[Grant], request: HttpRequest) -> HttpResponse:
    """Sums, the directive's amount and what stays free, for what stands in the form."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    chosen = request.GET.get("grant", "")
    grant = model_admin.get_object(request, chosen) if chosen else None
    case = case_of(request, grant)
    facts = {
        "share": EuroField().prepare_value(case.share_eur),
        "shown": shown_names(case, grant),
    }
    return JsonResponse(facts | totals_of_form(request, grant).as_json())


def print_page(model_admin: ModelAdmin[Grant], request: HttpRequest, pk: int) -> HttpResponse:
    """The case on paper."""
    grant = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not model_admin.has_view_permission(request, grant):
        raise PermissionDenied
    context = {
        "grant": grant,
        "totals": totals_of(grant, case_of(request, grant)),
        "participations": grant.participations.select_related("municipality"),
        "tranches": grant.tranches.select_related("line__program"),
        "decisions": grant.decisions.select_related(
            "prepared_by", "approved_by", "countersigned_by", "budget_officer_consent_by"
        ),
        "money": list(money_lines(grant)),
        "proof": list(proof_lines(grant)),
        "papers": grant.missing_papers.all(),
        "stations": grant.stations.all(),
        "processing_days": processing_days(grant, today=timezone.localdate()),
        "now": timezone.now(),
        "user": request.user,
    }
    return TemplateResponse(request, "admin/programs/grant/print.html", context)


def life_cycle_page(model_admin: ModelAdmin[Grant], request: HttpRequest, pk: int) -> HttpResponse:
    """Every step of a case: who may, from where, when, what it writes; its next ones are marked."""
    grant = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not model_admin.has_view_permission(request, grant):
        raise PermissionDenied
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Life cycle"),
        "grant": grant,
        "rows": life_cycle(grant.state),
    }
    return TemplateResponse(request, "admin/programs/grant/life_cycle.html", context)
