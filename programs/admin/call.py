"""Calls, their applications, and what the jury said."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin_base import DeskAdmin, DeskInline
from core.formats import format_count
from programs.models import Call, CallApplication, CallCriterion, CallScore


class CriterionInline(DeskInline):
    model = CallCriterion


class ApplicationInline(DeskInline):
    model = CallApplication
    fields = ("lead", "applicant_name", "received_on", "selected_on", "withdrawn_on")
    autocomplete_fields = ("lead",)
    show_change_link = True


@admin.register(Call)
class CallAdmin(DeskAdmin):
    list_display = ("name", "program", "deadline_on", "places", "applications", "selected")
    list_filter = ("program",)
    list_select_related = ("program",)
    search_fields = ("name",)
    inlines = (CriterionInline, ApplicationInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return Call.objects.annotate(
            application_count=Count("applications"),
            selected_count=Count("applications", filter=Q(applications__selected_on__isnull=False)),
        )

    @admin.display(description=_("Applications"), ordering="application_count")
    def applications(self, call: Any) -> str:
        return format_count(call.application_count)

    @admin.display(description=_("Selected"), ordering="selected_count")
    def selected(self, call: Any) -> str:
        return format_count(call.selected_count)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ScoreInline(DeskInline):
    model = CallScore
    extra = 1


@admin.register(CallApplication)
class CallApplicationAdmin(DeskAdmin):
    """One application; a withdrawn selection keeps its row and names its successor."""

    list_display = ("applicant", "call", "received_on", "selected_on", "withdrawn_on", "grant")
    list_filter = ("call",)
    list_select_related = ("lead", "call", "grant")
    search_fields = ("lead__search_name", "applicant_name")
    autocomplete_fields = ("lead", "partners", "grant", "successor")
    inlines = (ScoreInline,)

    @admin.display(description=_("Applicant"))
    def applicant(self, application: CallApplication) -> str:
        return str(application)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
