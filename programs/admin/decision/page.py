"""Decisions: what binds the state. Written by their steps, frozen once approved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.base import ReadOnlyInline
from core.admin.step_pages import ActedOnAdmin
from core.formats import format_eur
from programs.choices import DecisionKind
from programs.models import Decision, DecisionShare, Grant, Tranche
from programs.queries.consent import PROPOSED, WITHOUT_CONSENT


class ShareInline(ReadOnlyInline):
    model = DecisionShare
    fields = ("municipality", "amount_eur")
    readonly_fields = fields


class TrancheInline(ReadOnlyInline):
    model = Tranche
    fields = ("line", "amount_eur")
    readonly_fields = fields


class StandingFilter(admin.SimpleListFilter):
    """What the change of a decided case, or for the budget officer any decision, waits for."""

    title = _("change waits for")
    parameter_name = "standing"
    standings = (
        ("unsigned", _("approval"), Q(prepared_at__isnull=False, approved_at__isnull=True)),
        ("unsent", _("notification"), Q(approved_at__isnull=False, notified_on__isnull=True)),
        ("open", _("finality"), Q(notified_on__isnull=False, final_on__isnull=True)),
    )

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("consent", _("budget officer's consent")),
            *((name, title) for name, title, _condition in self.standings),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        if self.value() == "consent":
            return queryset.filter(PROPOSED & WITHOUT_CONSENT)
        found = {name: condition for name, _title, condition in self.standings}.get(
            self.value() or ""
        )
        if found is None:
            return queryset
        return queryset.filter(found).exclude(kind=DecisionKind.INITIAL)


@admin.register(Decision)
class DecisionAdmin(ActedOnAdmin):
    list_display = (
        "grant",
        "kind",
        "amount",
        "prepared_by",
        "approved_by",
        "decided_on",
        "notified_on",
        "final_on",
    )
    list_filter = (StandingFilter, "kind", "grant__program", "decided_on")
    list_select_related = ("grant", "prepared_by", "approved_by")
    search_fields = ("grant__file_reference", "grant__title", "number")
    inlines = (ShareInline, TrancheInline)
    fieldsets = (
        (None, {"fields": ("grant", "kind", "number", "amount_eur", "reason")}),
        (
            _("Contents"),
            {
                "fields": (
                    "legal_basis",
                    "purpose",
                    ("financing_type", "funding_rate"),
                    ("eligible_eur", "own_eur", "third_party_eur"),
                    ("period_start", "period_end"),
                    ("conditions_version", "special_conditions"),
                    "appeal_notice",
                    "publication_note",
                )
            },
        ),
        (
            _("Signatures"),
            {
                "fields": (
                    ("prepared_by", "prepared_at"),
                    ("countersigned_by", "countersigned_at", "needs_third_signature"),
                    (
                        "budget_officer_consent_by",
                        "budget_officer_consent_on",
                        "needs_budget_consent",
                    ),
                    ("approved_by", "approved_at", "decided_on"),
                )
            },
        ),
        (
            _("After approval"),
            {
                "fields": (
                    ("notified_on", "notification_kind", "delivered_on"),
                    ("objected_on", "appeal_waived_on", "final_on"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return Decision.objects.filter(grant__in=Grant.objects.visible_to(request.user))

    @admin.display(description=_("Amount"), ordering="amount_eur")
    def amount(self, decision: Any) -> str:
        return format_eur(decision.amount_eur)
