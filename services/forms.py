"""Forms that choose which part of the progress a page or report shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.queries import Viewer, areas_of, has_in_an_area_alone, within
from accounts.roles import SEE_PROGRESS
from core.areas import STATE_AGS
from core.database.text_keys import search_key
from core.forms.choices import ALL
from core.forms.fields import FirstChoiceField
from core.text import in_one_line
from municipalities.body_choice import BodyField
from municipalities.models import District, GovernmentDistrict
from services.models import OnlineProcess, OzgService, Situation, ThemeField

BREAKDOWN = [
    ("theme_field", _("Theme field")),
    ("situation", _("Life or business situation")),
    ("service", _("Service")),
    ("process", _("Process")),
]


MOST_NAMED = 5  # services that a refusal names
AGREED, UNTIL_NOW = "vereinbart", "heute"
PERIODS = [
    (AGREED, _("Agreed period: October 2019 to December 2022")),
    (UNTIL_NOW, _("October 2019 until now")),
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


class KeptToAreas(forms.Form):
    """A choice of areas and bodies that keeps to those of the person.

    Without a choice it is about the state, or the first area of a person of some areas.
    """

    home = STATE_AGS
    permission = SEE_PROGRESS  # the areas in which a person has it are those that count

    def keep_to(self, user: Viewer) -> None:
        """Offer, and take, only what lies in the areas within which `user` has the permission."""
        if not has_in_an_area_alone(user, self.permission):
            return
        areas = areas_of(user, self.permission)
        self.home = areas[0]
        gebiet: Any = self.fields["gebiet"]
        named = [pair for _name, group in area_choices()[1:] for pair in group]
        gebiet.choices = [(key, name) for key, name in named if key.startswith(areas)]
        kommune: Any = self.fields.get("kommune")
        if isinstance(kommune, forms.ModelChoiceField):
            bodies: Any = kommune.queryset
            kommune.queryset = bodies.visible_to(user).filter(within("ags", areas))

    def clean_gebiet(self) -> str:
        return self.cleaned_data["gebiet"] or self.home


def keep_to_areas(form: forms.Form, user: Viewer) -> None:
    """Keep a page's form to the areas of `user`; PermissionDenied where it cannot be kept."""
    if isinstance(form, KeptToAreas):
        form.keep_to(user)
    elif has_in_an_area_alone(user, SEE_PROGRESS):
        raise PermissionDenied


class AreaForm(KeptToAreas):
    """Which area the report is about."""

    gebiet = forms.ChoiceField(label=_("Area"), required=False, choices=area_choices)
    themenfeld = forms.ModelChoiceField(
        label=_("Theme field"),
        required=False,
        queryset=ThemeField.objects.all(),
        empty_label=ALL,
    )


class PeriodForm(forms.Form):
    """The period of the factories: the agreed one, or until now."""

    usual = AGREED
    zeitraum = forms.ChoiceField(label=_("Period"), required=False, choices=PERIODS)

    def clean_zeitraum(self) -> str:
        return self.cleaned_data["zeitraum"] or self.usual


class UntilNowForm(PeriodForm):
    """The same; without a choice until now."""

    zeitraum = forms.ChoiceField(label=_("Period"), required=False, choices=PERIODS[::-1])
    usual = UNTIL_NOW


class ServiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """One service, by its OZG id or by words that its name alone has."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Service"))
        kwargs.setdefault("help_text", _("OZG id, or a part of the name."))
        super().__init__(queryset=OzgService.objects.all(), **kwargs)

    def to_python(self, value: Any) -> OzgService | None:
        """The service that is meant; ValidationError with those it might be."""
        text = in_one_line(str(value or ""))
        if not text:
            return None
        known = OzgService.objects.filter(pk=text).first()
        found = [known] if known else list(OzgService.objects.search(text)[: MOST_NAMED + 1])
        exact = [one for one in found if search_key(one.name) == search_key(text)]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0]
        if not found:
            message = gettext("There is no service “%(text)s”. Check the spelling.")
            raise forms.ValidationError(message % {"text": text}, code="invalid_choice")
        message = gettext("“%(text)s” may be %(names)s. Choose one of them.")
        names = "; ".join(f"{one.name} ({one.pk})" for one in found[:MOST_NAMED])
        raise forms.ValidationError(message % {"text": text, "names": names}, code="several")


class PlaceForm(AreaForm):
    """The same, down to one body alone."""

    kommune = BodyField(label=_("Municipal body"), required=False)

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
        empty_label=ALL,
    )
    prozess = forms.ModelChoiceField(
        label=_("Process"),
        required=False,
        queryset=OnlineProcess.objects.all(),
        empty_label=ALL,
    )
    gliederung = FirstChoiceField(label=_("Breakdown"), choices=BREAKDOWN)
