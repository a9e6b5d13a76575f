"""What a map shows, and of which areas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries import Viewer
from core.areas import Level
from portal.map.measures import MEASURES, OF_SERVICE, Measure, coverage_of
from services.models import OzgService

LEVELS = {
    "kommunen": (Level.BODY, _("Municipalities")),
    "kreise": (Level.DISTRICT, _("Districts and independent cities")),
    "regierungsbezirke": (Level.GOVERNMENT_DISTRICT, _("Government districts")),
}


class MapForm(forms.Form):
    """The measure and the level; only what the person may see is offered.

    One service can be a measure too, once the address names it.
    """

    mass = forms.ChoiceField(label=_("What the map shows"), required=False)
    ebene = forms.ChoiceField(
        label=_("Areas"),
        required=False,
        choices=[(code, label) for code, (_level, label) in LEVELS.items()],
    )

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offered = [
            measure
            for measure in MEASURES.values()
            if any(measure.is_open_to(user, level) for level, _label in LEVELS.values())
        ]
        choices = [(measure.code, measure.label) for measure in offered]
        named = OzgService.objects.visible_to(user).filter(pk=self.data.get(OF_SERVICE, ""))
        self.service = named.first()
        if self.service is not None:
            choices.append((OF_SERVICE, _("Service: %(name)s") % {"name": self.service.name}))
        self.fields["mass"].choices = choices  # type: ignore[attr-defined]

    def clean_ebene(self) -> Level:
        return LEVELS[self.cleaned_data["ebene"] or "kommunen"][0]

    def clean(self) -> dict[str, Any] | None:
        code, level = self.cleaned_data.get("mass"), self.cleaned_data.get("ebene")
        if code is None or level is None:
            return self.cleaned_data
        measure = self._measure(code or "fortschritt", level)
        self.cleaned_data["mass"] = measure
        if not measure.is_open_to(self.user, level):
            self.add_error("ebene", _("Money of single bodies is not shown to you."))
        return self.cleaned_data

    def _measure(self, code: str, level: Level) -> Measure:
        if code == OF_SERVICE and self.service is not None:
            return coverage_of(self.service, level)
        return MEASURES[code]
