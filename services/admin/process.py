"""Online processes and the states they passed through."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.base import DeskAdmin, DeskInline
from services.models import OnlineProcess, ProcessEvent


class ProcessEventInline(DeskInline):
    """States are added, never rewritten."""

    model = ProcessEvent
    fields = ("state", "on", "reason")
    extra = 1
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("services.change_onlineprocess")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("services.view_onlineprocess")


@admin.register(OnlineProcess)
class OnlineProcessAdmin(DeskAdmin):
    list_display = ("name", "kind", "factory", "lead_state", "contract_way")
    list_filter = ("kind", "factory", "contract_way")
    search_fields = ("name", "code")
    search_help_text = _("Name or code.")
    autocomplete_fields = ("services",)
    inlines = (ProcessEventInline,)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for event in formset.save(commit=False):
            event.recorded_by_id = request.user.pk
            event.save()
        formset.save_m2m()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
