"""Who is competent for a service: quick corrections in the list, dated changes in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import EDIT_CATALOGUE
from core.admin.base import DeskAdmin
from core.admin.steps import Step, StepForm, Taken, calls, day_field
from core.tasks import refresh_soon
from services.actions.competence import set_competence
from services.choices import CompetenceLevel
from services.models import Competence, OzgService


class Basis(StepForm):
    """From when, and on what basis."""

    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=200,
        help_text=gettext_lazy("A paragraph, a letter, a resolution."),
    )
    since = day_field(
        gettext_lazy("Valid from"),
        required=False,
        help_text=gettext_lazy("Empty means from the beginning."),
    )

    @dataclass(frozen=True, kw_only=True)
    class Values(Taken):
        basis: str
        since: date | None


def _label(level: CompetenceLevel) -> str:
    return _("Competent: %(level)s") % {"level": level.label}


COMPETENCE_STEPS: tuple[Step[OzgService], ...] = tuple(
    Step(
        name=f"competent-{level.value.replace('_', '-')}",
        label=lazy(_label, str)(level),
        permission=EDIT_CATALOGUE,
        is_open=lambda service: True,
        run=calls(Basis.Values)(partial(set_competence, level=level)).on(lambda service: [service]),
        form=Basis,
        bulk=lazy(_label, str)(level),
    )
    for level in CompetenceLevel
)


@admin.register(Competence)
class CompetenceAdmin(DeskAdmin):
    """Corrections: the level of a row is changed in the list and saved for the whole page."""

    list_display = ("service", "level", "basis", "valid_from", "valid_to")
    list_editable = ("level", "basis")
    list_filter = ("level", "service__theme_field")
    list_select_related = ("service",)
    ordering = ("service__sort_name", "valid_from")
    search_fields = ("service__search_name", "service__ozg_id")
    search_help_text = gettext_lazy("Name or OZG id.")
    autocomplete_fields = ("service",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        refresh_soon()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
