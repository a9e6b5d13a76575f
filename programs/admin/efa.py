"""EfA operating costs and the keys they are shared out by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin_base import DeskAdmin
from core.admin_steps import ActedOnAdmin
from core.formats import format_eur
from programs.admin.proof import ApprovedFilter
from programs.models import AllocationKey, EfaCost


@admin.register(EfaCost)
class EfaCostAdmin(ActedOnAdmin):
    """Costs that the state bears, prepared by one person and approved by another."""

    list_display = ("process", "line", "category", "key_kind", "bearer", "amount", "approved_by")
    list_filter = (ApprovedFilter, "year", "category", "bearer")
    list_select_related = ("process", "line__program", "approved_by")
    search_fields = ("process__name",)

    @admin.display(description=_("Amount"), ordering="amount_eur")
    def amount(self, cost: EfaCost) -> str:
        return format_eur(cost.amount_eur)


@admin.register(AllocationKey)
class AllocationKeyAdmin(DeskAdmin):
    list_display = ("year", "kind", "municipality", "process", "value", "source")
    list_filter = ("year", "kind")
    list_select_related = ("municipality", "process")
    autocomplete_fields = ("municipality", "process")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
