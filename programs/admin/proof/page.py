"""Interim reports, proofs of use, and reclaims."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.base import ReadOnlyInline
from core.admin.steps import ActedOnAdmin
from core.formats import format_day, format_eur
from programs.admin.reclaim.interest import interest_page
from programs.admin.reclaim.steps import RECLAIM_STEPS
from programs.models import Grant, ProofOfUse, Reclaim, Reminder, Repayment
from programs.queries.proof import awaiting_letter, lapsing_interest, overpaid_eur, proof_standing
from programs.queries.reclaim import open_eur, with_open
from programs.terms.proposals import proposal_of_reclaim
from programs.todo.signatures import PROOF_NOTICE_DAYS


class ReminderInline(ReadOnlyInline):
    model = Reminder
    fields = ("stage", "sent_on", "recorded_by")
    readonly_fields = fields


class DueFilter(admin.SimpleListFilter):
    """Proofs that are not there yet."""

    title = _("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("soon", _("within 30 days, or overdue")),
            ("overdue", _("overdue")),
            ("letter", _("to be reminded by letter")),
            ("check", _("received, to be checked")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        if self.value() == "letter":
            return queryset.filter(pk__in=awaiting_letter(today))
        if self.value() == "check":
            return queryset.filter(submitted_on__isnull=False, checked_on__isnull=True)
        ends = {"soon": today + timedelta(days=PROOF_NOTICE_DAYS), "overdue": today}
        end = ends.get(self.value() or "")
        if end is None:
            return queryset
        return queryset.filter(submitted_on__isnull=True, due_on__lte=end)


@admin.register(ProofOfUse)
class ProofOfUseAdmin(ActedOnAdmin):
    list_display = ("due_on", "grant", "where", "sampled", "result", "recalculated_eur")
    list_display_links = ("due_on", "grant")
    list_filter = (DueFilter, "result", "sampled", "grant__program")
    list_select_related = ("grant",)
    search_fields = ("grant__file_reference", "grant__title")
    readonly_fields = ("where", "overpaid")
    inlines = (ReminderInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProofOfUse]:
        return ProofOfUse.objects.filter(grant__in=Grant.objects.visible_to(request.user))

    @admin.display(description=_("Standing"))
    def where(self, proof: ProofOfUse) -> str:
        return proof_standing(proof, timezone.localdate())

    @admin.display(description=_("Overpaid"))
    def overpaid(self, proof: ProofOfUse) -> str:
        return "–" if proof.checked_on is None else format_eur(overpaid_eur(proof.grant))


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


class RepaymentInline(ReadOnlyInline):
    model = Repayment
    fields = ("paid_on", "amount_eur", "booking_reference", "recorded_by")
    readonly_fields = fields


@admin.register(Reclaim)
class ReclaimAdmin(ActedOnAdmin):
    list_display = (
        "due_on",
        "grant",
        "amount",
        "still_open",
        "interest_eur",
        "paid_on",
        "approved_by",
    )
    list_display_links = ("due_on", "grant")
    list_filter = (ApprovedFilter, LapsingFilter, "grant__program")
    list_select_related = ("grant", "approved_by")
    search_fields = ("grant__file_reference", "grant__title")
    inlines = (RepaymentInline,)
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
            "facts": [
                (gettext("Case"), obj.grant),
                (gettext("Amount"), format_eur(obj.amount_eur)),
                (gettext("Still open"), format_eur(open_eur(obj))),
                (gettext("Reason"), obj.reason),
                (gettext("Due on"), format_day(obj.due_on)),
            ],
        }

    @admin.display(description=_("Amount"), ordering="amount_eur")
    def amount(self, reclaim: Reclaim) -> str:
        return format_eur(reclaim.amount_eur)

    @admin.display(description=_("Still open"), ordering="open_eur")
    def still_open(self, reclaim: Any) -> str:
        return format_eur(reclaim.open_eur)
