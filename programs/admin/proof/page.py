"""Proofs of use and their reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin.base import ReadOnlyInline
from core.admin.step_pages import ActedOnAdmin
from core.formats import format_eur
from programs.models import Grant, ProofOfUse, Reminder
from programs.queries.proof import awaiting_letter, overpaid_eur, proof_standing
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
