"""The work of the coordination office: programme, decisions, advice, conferences."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.base import DeskAdmin, DeskInline
from services.models import (
    AdviceGiven,
    AdviceModule,
    RegionalConference,
    SteeringDecision,
    WorkItem,
)


class WorkItemInline(DeskInline):
    model = WorkItem
    fields = ("title", "priority", "state", "planned_from", "planned_to")
    show_change_link = True


@admin.register(SteeringDecision)
class SteeringDecisionAdmin(DeskAdmin):
    list_display = ("decided_on", "level", "subject", "due_on", "done_on")
    list_display_links = ("subject",)
    list_filter = ("level",)
    search_fields = ("subject", "text")
    inlines = (WorkItemInline,)


@admin.register(WorkItem)
class WorkItemAdmin(DeskAdmin):
    """Priorities and states are changed in the list and saved for the whole page."""

    list_display = ("title", "priority", "state", "planned_from", "planned_to", "process")
    list_editable = ("priority", "state")
    list_filter = ("state",)
    list_select_related = ("process",)
    search_fields = ("title", "reason")
    autocomplete_fields = ("process", "services", "decision")


@admin.register(AdviceModule)
class AdviceModuleAdmin(DeskAdmin):
    list_display = ("position", "name", "code")
    list_display_links = ("name",)


@admin.register(AdviceGiven)
class AdviceGivenAdmin(DeskAdmin):
    """Advice is free of charge, so it carries no amount."""

    list_display = ("municipality", "module", "given_on", "provider")
    list_filter = ("module",)
    list_select_related = ("municipality", "module")
    search_fields = ("municipality__search_name",)
    search_help_text = _("Place.")
    autocomplete_fields = ("municipality",)


@admin.register(RegionalConference)
class RegionalConferenceAdmin(DeskAdmin):
    list_display = ("place", "government_district", "held_on", "attendance", "qualifier")
    list_filter = ("government_district",)
    search_fields = ("place",)
    list_select_related = ("government_district",)
