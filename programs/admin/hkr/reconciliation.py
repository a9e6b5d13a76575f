"""Ours beside the state's accounting: per line and month, and one difference in detail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from core.money import sum_eur
from programs.actions.reconciliation import explain_difference
from programs.models import BudgetLine, HkrPayment, ReconciliationNote
from programs.queries.hkr import bookings_of, reconciliation, years


class Explanation(forms.Form):
    explanation = forms.CharField(
        label=gettext_lazy("Explanation"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


def reconciliation_page(model_admin: ModelAdmin[HkrPayment], request: HttpRequest) -> HttpResponse:
    """Each budget line and month of a year: ours, theirs, difference, explained or open."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    offered = years()
    year = _year(request.GET.get("jahr", ""), offered)
    only_open = "offen" in request.GET
    rows = reconciliation(year=year)
    context = {
        "title": _("Reconciliation with the state's accounting"),
        "years": offered,
        "year": year,
        "only_open": only_open,
        "rows": [row for row in rows if row.is_open or not only_open],
        "ours": sum_eur(row.ours_eur for row in rows),
        "theirs": sum_eur(row.theirs_eur for row in rows),
        "difference": sum_eur(row.difference_eur for row in rows),
        "open_count": sum(row.is_open for row in rows),
    }
    return _page(model_admin, request, "reconciliation.html", context)


def difference_page(
    model_admin: ModelAdmin[HkrPayment], request: HttpRequest, line_id: int, year: int, month: int
) -> HttpResponse:
    """One line in one month: the bookings of both sides, and the explanation."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    line = get_object_or_404(BudgetLine.objects.select_related("program"), pk=line_id)
    try:
        first = date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    note = ReconciliationNote.objects.filter(line=line, month=first).first()
    may_explain = request.user.has_perm(MANAGE_BUDGET)
    form: Any = Explanation(
        request.POST if request.method == "POST" else None,
        initial={"explanation": note.explanation if note else ""},
    )
    if request.method == "POST":
        if not may_explain:
            raise PermissionDenied
        if form.is_valid():
            try:
                explain_difference(
                    line,
                    first,
                    explanation=form.cleaned_data["explanation"],
                    by=request.user,  # type: ignore[arg-type]  # signed in
                    at=timezone.now(),
                )
            except RuleError as error:
                form.add_error("explanation", error.message)
            else:
                text = _("The difference is explained.")
                model_admin.message_user(request, text, messages.SUCCESS)
                return redirect("admin:programs_hkrpayment_reconciliation")
    ours, theirs = bookings_of(line, first)
    totals = [sum_eur(booking.amount_eur for booking in side) for side in (ours, theirs)]
    difference = totals[0] - totals[1]
    context = {
        "title": _("Difference to the state's accounting"),
        "subtitle": f"{line}, {first:%m/%Y}",
        "ours": ours,
        "theirs": theirs,
        "ours_eur": totals[0],
        "theirs_eur": totals[1],
        "difference": difference,
        "note": note,
        "is_explained": note is not None and note.difference_eur == difference,
        "may_explain": may_explain and bool(difference),
        "adminform": AdminForm(form, [(None, {"fields": ["explanation"]})], {}, (), None),
        "errors": form.errors,
    }
    return _page(model_admin, request, "difference.html", context)


def _year(asked: str, offered: list[int]) -> int | None:
    """The year asked for, or the newest; None where there is none."""
    if asked.isascii() and asked.isdigit() and int(asked) in offered:
        return int(asked)
    return offered[0] if offered else None


def _page(
    model_admin: ModelAdmin[HkrPayment],
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    return TemplateResponse(
        request,
        f"admin/programs/hkrpayment/{template}",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "media": model_admin.media,
            **context,
        },
    )
