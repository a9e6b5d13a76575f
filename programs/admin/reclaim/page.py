"""Reclaims with what came of principal and interest."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.base import ReadOnlyInline
from core.admin.step_pages import ActedOnAdmin
from core.formats import format_day, format_eur
from programs.admin.reclaim.interest import interest_page
from programs.admin.reclaim.steps import RECLAIM_STEPS
from programs.models import Grant, InterestPayment, Reclaim, Repayment
from programs.queries.proof import lapsing_interest
from programs.queries.reclaim import (
    awaiting_waiver,
    open_eur,
    open_interest_eur,
    with_interest_owed,
    with_open,
    with_open_principal,
    with_unclaimed_interest,
)
from programs.terms.proposals import proposal_of_reclaim


class ApprovedFilter(admin.SimpleListFilter):
    """Approved by a second person, or waiting for it."""

    title = _("approved")
    parameter_name = "approved"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("to be approved")), ("yes", _("approved"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(approved_at__isnull=self.value() == "no")


class LapsingFilter(admin.SimpleListFilter):
    """Reclaims whose interest lapses soon."""

    title = _("interest about to lapse")
    parameter_name = "lapsing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("within 90 days, or lapsed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=lapsing_interest(timezone.localdate()))


class ReclaimStandingFilter(admin.SimpleListFilter):
    """Approved reclaims by what is still owed of them."""

    title = _("open of it")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("principal", _("principal open")),
            ("unclaimed", _("interest to be claimed")),
            ("interest", _("interest open")),
            ("waiver", _("waiver of the interest to be approved")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        owed = {
            "principal": with_open_principal,
            "unclaimed": with_unclaimed_interest,
            "interest": with_interest_owed,
            "waiver": awaiting_waiver,
        }.get(self.value() or "")
        return queryset.filter(pk__in=owed(Reclaim.objects.in_force())) if owed else queryset


class RepaymentInline(ReadOnlyInline):
    model = Repayment
    fields = ("paid_on", "amount_eur", "booking_reference", "recorded_by")
    readonly_fields = fields


class InterestPaymentInline(ReadOnlyInline):
    model = InterestPayment
    fields = ("paid_on", "amount_eur", "booking_reference", "recorded_by")
    readonly_fields = fields


@admin.register(Reclaim)
class ReclaimAdmin(ActedOnAdmin):
    list_display = (
        "due_on",
        "grant",
        "amount",
        "still_open",
        "interest_claimed",
        "interest_open",
        "interest_due_on",
        "settled_on",
        "approved_by",
    )
    list_display_links = ("due_on", "grant")
    list_filter = (ApprovedFilter, ReclaimStandingFilter, LapsingFilter, "grant__program")
    list_select_related = ("grant", "approved_by")
    search_fields = ("grant__file_reference", "grant__title")
    inlines = (RepaymentInline, InterestPaymentInline)
    steps = RECLAIM_STEPS
    about_template = "admin/programs/_about.html"
    change_form_template = "admin/programs/reclaim/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reclaim]:
        visible = Grant.objects.visible_to(request.user)
        return with_open(Reclaim.objects.filter(grant__in=visible))

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<int:object_id>/zinsen/",
            self.admin_site.admin_view(self.interest),
            name="programs_reclaim_interest",
        )
        return [page, *super().get_urls()]

    def interest(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return interest_page(self, request, object_id)

    def about(self, obj: Reclaim) -> dict[str, Any]:
        return {
            "proposal": proposal_of_reclaim(obj) if obj.approved_at is None else None,
            "draft_of": obj.grant,
            "facts": [
                (gettext("Case"), obj.grant),
                (gettext("Amount"), format_eur(obj.amount_eur)),
                (gettext("Still open"), format_eur(open_eur(obj))),
                (gettext("Reason"), obj.reason),
                *_excess(obj),
                (gettext("Due on"), format_day(obj.due_on)),
                (gettext("Interest claimed"), format_eur(obj.interest_eur)),
                (gettext("Interest still open"), format_eur(open_interest_eur(obj))),
                *_waiver(obj),
            ],
        }

    @admin.display(description=_("Amount"), ordering="amount_eur")
    def amount(self, reclaim: Reclaim) -> str:
        return format_eur(reclaim.amount_eur)

    @admin.display(description=_("Still open"), ordering="open_eur")
    def still_open(self, reclaim: Any) -> str:
        return format_eur(reclaim.open_eur)

    @admin.display(description=_("Interest claimed"), ordering="interest_eur")
    def interest_claimed(self, reclaim: Reclaim) -> str:
        return format_eur(reclaim.interest_eur)

    @admin.display(description=_("Interest still open"), ordering="open_interest_eur")
    def interest_open(self, reclaim: Any) -> str:
        return format_eur(reclaim.open_interest_eur)


def _excess(reclaim: Reclaim) -> list[tuple[str, Any]]:
    if not reclaim.excess_reason:
        return []
    return [(gettext("Reason for more than the overpayment"), reclaim.excess_reason)]


def _waiver(reclaim: Reclaim) -> list[tuple[str, Any]]:
    if reclaim.waiver_proposed_by is None:
        return []
    return [
        (gettext("Reason for waiving the interest"), reclaim.waived_interest_reason),
        (gettext("Waiver proposed by"), reclaim.waiver_proposed_by),
    ]
