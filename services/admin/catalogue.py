"""OZG services with who is competent for them, and LeiKa services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from core.admin.base import DeskAdmin, ReadOnlyInline
from core.admin.step_pages import StepAdmin
from services.admin.catalogue_upload import upload_page
from services.admin.competence import COMPETENCE_STEPS
from services.models import Competence, LeikaService, OzgService


class CompetenceInline(ReadOnlyInline):
    model = Competence
    fields = ("level", "valid_from", "valid_to", "basis", "note")


class LeikaInline(ReadOnlyInline):
    model = LeikaService
    fields = ("leika_key", "name", "leika_type")
    readonly_fields = fields
    show_change_link = True


class CompetenceFilter(admin.SimpleListFilter):
    """Who is competent today."""

    title = _("competent")
    parameter_name = "competent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Competence._meta.get_field("level").flatchoices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(competences__level=self.value(), competences__valid_to__isnull=True)


@admin.register(OzgService)
class OzgServiceAdmin(StepAdmin):
    """Who is competent is changed for many services at once, by the actions of the list."""

    list_display = ("ozg_id", "name", "theme_field", "situation", "competent")
    list_display_links = ("ozg_id", "name")
    list_filter = (CompetenceFilter, "theme_field")
    list_select_related = ("theme_field", "situation")
    search_fields = ("ozg_id",)
    search_help_text = _("Name or OZG id.")
    fields = ("ozg_id", "name", "theme_field", "situation", "catalogues")
    inlines = (CompetenceInline, LeikaInline)
    steps = COMPETENCE_STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[OzgService]:
        current = Competence.objects.filter(valid_to__isnull=True)
        return OzgService.objects.visible_to(request.user).prefetch_related(
            Prefetch("competences", queryset=current, to_attr="current_competences")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = OzgService.objects.search(search_term).values("pk")
        return (queryset.filter(pk__in=found) if search_term else queryset), False

    def get_urls(self) -> list[URLPattern]:
        upload = path(
            "einlesen/", self.admin_site.admin_view(self.upload), name="services_catalogue_upload"
        )
        return [upload, *super().get_urls()]

    def upload(self, request: HttpRequest) -> HttpResponse:
        return upload_page(self, request)

    @admin.display(description=_("Competent"))
    def competent(self, service: Any) -> str:
        return ", ".join(row.get_level_display() for row in service.current_competences) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LeikaService)
class LeikaServiceAdmin(DeskAdmin):
    list_display = ("leika_key", "name", "leika_type", "ozg_service")
    list_filter = ("leika_type",)
    list_select_related = ("ozg_service",)
    search_fields = ("search_name", "leika_key")
    search_help_text = _("Name or LeiKa key.")
    autocomplete_fields = ("ozg_service",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
