"""The security log, for auditors: to read, never to change."""

from __future__ import annotations

from django.contrib import admin

from accounts.models import SecurityEvent
from core.admin.base import ReadOnlyAdmin


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "person", "address", "what", "request_id")
    list_filter = ("kind", "at")
    list_select_related = ("person",)
    search_fields = ("person__username", "person__last_name", "address", "request_id")
