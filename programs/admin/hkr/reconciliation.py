"""Ours beside the state's accounting: per line and month, and one difference in detail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import MANAGE_BUDGET
from core.errors import RuleError
from core.money import sum_eur
from core.sending.seen import check_rows_shown
from core.sending.versions import Version, lock, version_of_rows
from core.text import only_digits
from programs.actions.budget.reconciliation import explain_difference
from programs.models import BudgetLine, HkrPayment, ReconciliationNote
from programs.queries.budget.hkr import bookings_of, reconciliation, years


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
    difference = _Difference.of(line_id, year, month)
    may_explain = request.user.has_perm(MANAGE_BUDGET)
    form: Any = Explanation(
        request.POST if request.method == "POST" else None,
        initial={"explanation": difference.note.explanation if difference.note else ""},
    )
    if request.method == "POST":
        if not may_explain:
            raise PermissionDenied
        if form.is_valid() and _explained(request, form, difference):
            text = _("The difference is explained.")
            model_admin.message_user(request, text, messages.SUCCESS)
            return redirect("admin:programs_hkrpayment_reconciliation")
    context = {
        "title": _("Difference to the state's accounting"),
        **_sides(difference, may_explain=may_explain),
        "adminform": AdminForm(form, [(None, {"fields": ["explanation"]})], {}, (), None),
        "errors": form.errors,
    }
    return _page(model_admin, request, "difference.html", context)


@dataclass(frozen=True)
class _Difference:
    """One line in one month, and what was noted of it."""

    line: BudgetLine
    month: date
    notes: QuerySet[ReconciliationNote]
    note: ReconciliationNote | None

    @classmethod
    def of(cls, line_id: int, year: int, month: int) -> _Difference:
        """Raises Http404 where there is no such line or month."""
        line = get_object_or_404(BudgetLine.objects.select_related("program"), pk=line_id)
        try:
            first = date(year, month, 1)
        except ValueError as error:
            raise Http404 from error
        notes = ReconciliationNote.objects.filter(line=line, month=first)
        return cls(line, first, notes, notes.first())

    def __str__(self) -> str:
        return f"{self.line}, {self.month:%m/%Y}"

    @property
    def version(self) -> Version:
        return version_of_rows(f"reconciliation:{self.line.pk}:{self.month}", self.notes)


def _explained(request: HttpRequest, form: Any, difference: _Difference) -> bool:
    """Whether the explanation was recorded; otherwise the form says why not."""
    try:
        with transaction.atomic():
            lock(difference.line)
            check_rows_shown(request, difference.version, entry=str(difference))
            explain_difference(
                difference.line,
                difference.month,
                explanation=form.cleaned_data["explanation"],
                by=request.user,  # type: ignore[arg-type]  # signed in
                at=timezone.now(),
            )
    except RuleError as error:
        form.add_error("explanation", error.message)
        return False
    return True


def _sides(difference: _Difference, *, may_explain: bool) -> dict[str, Any]:
    """The bookings of both sides with their sums, and whether what differs is explained."""
    ours, theirs = bookings_of(difference.line, difference.month)
    totals = [sum_eur(booking.amount_eur for booking in side) for side in (ours, theirs)]
    left, note = totals[0] - totals[1], difference.note
    return {
        "subtitle": str(difference),
        "ours": ours,
        "theirs": theirs,
        "ours_eur": totals[0],
        "theirs_eur": totals[1],
        "difference": left,
        "note": note,
        "seen": difference.version,
        "is_explained": note is not None and note.difference_eur == left,
        "may_explain": may_explain and bool(left),
    }


def _year(asked: str, offered: list[int]) -> int | None:
    """The year asked for, or the newest; None where there is none."""
    if only_digits(asked) and int(asked) in offered:
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
