"""Forms that choose which part of the progress a page or report shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.areas import STATE_AGS
from core.forms.fields import UNKNOWN_ROW
from municipalities.models import District, GovernmentDistrict, Municipality
from services.models import OnlineProcess, Situation, ThemeField

BREAKDOWN = [
    ("theme_field", _("Theme field")),
    ("situation", _("Life or business situation")),
    ("service", _("Service")),
    ("process", _("Process")),
]


def area_choices() -> list[tuple[str, Any]]:
    """The state, its government districts, and the areas of district level."""
    government = [(g.ags, g.name) for g in GovernmentDistrict.objects.all()]
    districts = [(d.ags, d.name) for d in District.objects.all()]
    return [
        ("", _("State of Hessen")),
        (str(_("Government districts")), government),
        (str(_("Districts and independent cities")), districts),
    ]


class AreaForm(forms.Form):
    """Which area the report is about."""

    gebiet = forms.ChoiceField(label=_("Area"), required=False, choices=area_choices)
    themenfeld = forms.ModelChoiceField(
        label=_("Theme field"), required=False, queryset=ThemeField.objects.all()
    )

    def clean_gebiet(self) -> str:
        return self.cleaned_data["gebiet"] or STATE_AGS


class PlaceForm(AreaForm):
    """The same, down to one body alone."""

    kommune = forms.ModelChoiceField(
        label=_("AGS of a municipality"),
        required=False,
        queryset=Municipality.objects.recipients(),
        widget=forms.TextInput,
        error_messages=UNKNOWN_ROW,
        help_text=_("Keeps to one body, for example 06535011."),
    )

    @property
    def where(self) -> dict[str, str]:
        """Area, body and theme field, as `services.queries.progress` takes them."""
        body, theme = self.cleaned_data["kommune"], self.cleaned_data["themenfeld"]
        return {
            "area": self.cleaned_data["gebiet"],
            "body": body.pk if body else "",
            "theme_field": theme.pk if theme else "",
        }

    @property
    def place_name(self) -> str:
        """The chosen area or body, and the theme field, as a person reads them."""
        body, theme = self.cleaned_data["kommune"], self.cleaned_data["themenfeld"]
        names: dict[str, Any] = {STATE_AGS: gettext("State of Hessen")}
        for _key, entry in area_choices()[1:]:
            names |= dict(entry)
        place = body.full_name if body else names[self.cleaned_data["gebiet"]]
        return f"{place}, {theme}" if theme else str(place)


class ProgressForm(PlaceForm):
    """Area, breakdown and services of the progress report."""

    lage = forms.ModelChoiceField(
        label=_("Life or business situation"),
        required=False,
        queryset=Situation.objects.select_related("theme_field"),
    )
    prozess = forms.ModelChoiceField(
        label=_("Process"), required=False, queryset=OnlineProcess.objects.all()
    )
    gliederung = forms.ChoiceField(
        label=_("Breakdown"), required=False, choices=BREAKDOWN, initial="theme_field"
    )

    def clean_gliederung(self) -> str:
        return self.cleaned_data["gliederung"] or "theme_field"
