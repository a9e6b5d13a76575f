"""The derivation of a reclaim's interest, as the officer prints it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import RuleError
from core.forms.fields import DayField
from programs.models import Reclaim
from programs.queries.reclaim import derivation, open_eur
from programs.rules.interest import interest_eur

TEMPLATE = "admin/programs/reclaim/interest.html"


class UntilForm(forms.Form):
    bis = DayField(label=_("Interest until"), required=False)


def interest_page(model_admin: ModelAdmin[Reclaim], request: HttpRequest, pk: int) -> HttpResponse:
    """Rows from the first day of interest to the day paid, or the one asked for, or today."""
    found = model_admin.get_queryset(request).select_related(
        "grant__directive", "grant__lead", "waived_by"
    )
    reclaim = get_object_or_404(found, pk=pk)
    if not model_admin.has_view_permission(request, reclaim):
        raise PermissionDenied
    form = UntilForm(request.GET or None)
    asked = form.cleaned_data["bis"] if form.is_valid() else None
    until = reclaim.interest_to or asked or timezone.localdate()
    context: dict[str, Any] = {
        "reclaim": reclaim,
        "repayments": reclaim.repayments.all(),
        "open_eur": open_eur(reclaim),
        "until": until,
        "now": timezone.now(),
        "user": request.user,
        "problem": "; ".join(str(e) for errors in form.errors.values() for e in errors),
    }
    if context["problem"]:
        return TemplateResponse(request, TEMPLATE, context)
    try:
        rows = derivation(reclaim, until=until)
        context |= {"rows": rows, "interest_eur": interest_eur(rows)}
    except RuleError as error:
        context["problem"] = error.message
    return TemplateResponse(request, TEMPLATE, context)
