"""Proposals that came back: the list of them, each noted by who prepared it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.step_pages import ActedOnAdmin
from programs.admin.decision.back_steps import RETURN_STEPS
from programs.models import Grant, ProposalReturn
from programs.todo.filters import returned_to


class OpenReturnFilter(admin.SimpleListFilter):
    """What was sent back and nobody answered yet."""

    title = _("answered")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("to be answered by me"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ProposalReturn]
    ) -> QuerySet[ProposalReturn]:
        return queryset.filter(returned_to(request.user)) if self.value() == "me" else queryset


@admin.register(ProposalReturn)
class ProposalReturnAdmin(ActedOnAdmin):
    list_display = ("returned_at", "subject", "grant", "reason", "returned_by", "settled_at")
    list_display_links = ("returned_at", "subject")
    list_filter = (OpenReturnFilter, "act")
    list_select_related = ("grant", "returned_by")
    search_fields = ("subject", "grant__file_reference")
    exclude = ("facts",)
    steps = RETURN_STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProposalReturn]:
        visible = Grant.objects.visible_to(request.user)
        return ProposalReturn.objects.filter(Q(grant__isnull=True) | Q(grant__in=visible))

    def about(self, obj: ProposalReturn) -> dict[str, Any]:
        return {"facts": [(_("Case"), obj.grant or "–"), (_("Reason"), obj.reason)]}
