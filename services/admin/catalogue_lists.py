"""The versions of the catalogue, its theme fields and situations, and the maturity models."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import EDIT_CATALOGUE
from core.admin.base import DeskAdmin
from core.admin.step_pages import StepAdmin
from core.admin.steps import Reason, Step, Taken, calls
from core.errors import RuleError
from core.formats import format_count
from core.tasks import refresh_soon
from services.actions.catalogue import use_for_quotas
from services.models import Catalogue, MaturityModel, RolloutEvent, Situation, ThemeField
from services.rules.maturity import check_maturity_model


class KeyedAdmin(DeskAdmin):
    """Rows that others point at by a key: no row is deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ThemeField)
class ThemeFieldAdmin(KeyedAdmin):
    list_display = ("position", "name", "lead")
    list_display_links = ("name",)
    fields = ("code", "name", "position", "lead")


@admin.register(Situation)
class SituationAdmin(KeyedAdmin):
    list_display = ("name", "theme_field")
    list_filter = ("theme_field",)
    list_select_related = ("theme_field",)
    search_fields = ("name",)
    fields = ("code", "name", "theme_field")


@admin.register(Catalogue)
class CatalogueAdmin(KeyedAdmin, StepAdmin):
    """A new version is entered here, filled by the import, and then used for quotas by a step."""

    list_display = ("name", "code", "as_of", "is_current", "services", "source")
    fields = ("code", "name", "as_of", "is_current", "source")
    readonly_fields = ("is_current",)
    steps = (
        Step(
            "use-for-quotas",
            gettext_lazy("Use for quotas"),
            EDIT_CATALOGUE,
            is_open=lambda catalogue: not catalogue.is_current,
            run=calls(Taken)(use_for_quotas),
            form=Reason,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Catalogue]:
        return Catalogue.objects.annotate(service_count=Count("ozgservice"))

    @admin.display(description=gettext_lazy("Services"), ordering="service_count")
    def services(self, catalogue: Any) -> str:
        return format_count(catalogue.service_count)

    def about(self, obj: Any) -> dict[str, Any]:
        before = Catalogue.objects.filter(is_current=True).first()
        facts: list[tuple[str, object]] = [
            (_("Services"), self.services(obj)),
            (_("Used for quotas until now"), before or "–"),
        ]
        return {"facts": facts}

    def standing(self, obj: Catalogue) -> str:
        return _("used for quotas") if obj.is_current else _("not used for quotas")


class MaturityModelForm(forms.ModelForm[MaturityModel]):
    """The scale of a version; what ratings refer to stays as long as there are any."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        before = MaturityModel.objects.filter(pk=self.instance.pk).first()
        try:
            check_maturity_model(
                online_from=cleaned["online_from"],
                compliant_from=cleaned["compliant_from"],
                highest=cleaned["highest_level"],
                criteria=cleaned["criteria"],
                rated=_rated_by(before),
            )
        except RuleError as error:
            self.add_error(error.field, error.message)
        return cleaned


def _rated_by(model: MaturityModel | None) -> tuple[int, int] | None:
    """Highest level and number of criteria that stored ratings refer to; None: no rating yet."""
    if model is None or not RolloutEvent.objects.filter(maturity_model=model).exists():
        return None
    return model.highest_level, len(model.criteria)


@admin.register(MaturityModel)
class MaturityModelAdmin(KeyedAdmin):
    """Names of criteria and thresholds are the ministry's; figures follow at once."""

    form = MaturityModelForm
    list_display = ("name", "version", "online_from", "compliant_from", "valid_from", "valid_to")
    fields = (
        "version",
        "name",
        "highest_level",
        "online_from",
        "compliant_from",
        "criteria",
        "valid_from",
        "valid_to",
        "source",
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        refresh_soon()
