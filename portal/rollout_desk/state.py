"""The form of one service: its state on a day, and its maturity by criteria."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.rollout_desk.forms import DeskForm
from portal.rollout_desk.maturity import criteria_fields
from services.actions import RolloutChange
from services.models import MaturityModel, OzgService, RolloutEvent

FLAGS = ("applicable", "registered", "configured", "listed", "integrated", "live", "paused")


class StateForm(DeskForm):
    """What holds for one service from a day on, with its maturity by criteria."""

    applicable = forms.BooleanField(label=gettext_lazy("We are competent"), required=False)
    registered = forms.BooleanField(label=gettext_lazy("Registered"), required=False)
    configured = forms.BooleanField(label=gettext_lazy("Set up"), required=False)
    listed = forms.BooleanField(
        label=gettext_lazy("Listed in the administration portal"), required=False
    )
    integrated = forms.BooleanField(label=gettext_lazy("Back office integrated"), required=False)
    live = forms.BooleanField(
        label=gettext_lazy("Available online"),
        required=False,
        help_text=gettext_lazy("Only what is set up and listed in the portal is online."),
    )
    paused = forms.BooleanField(label=gettext_lazy("Paused"), required=False)

    def __init__(
        self,
        *args: Any,
        event: RolloutEvent | None,
        model: MaturityModel | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.model = event, model
        for name in FLAGS:
            self.fields[name].initial = getattr(event, name) if event else name == "applicable"
        fields = {} if model is None else criteria_fields(model, event)
        self.criteria = list(fields)
        self.fields.update(fields)
        self.order_fields([*FLAGS, "day", "reason"])

    @property
    def state_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FLAGS]

    @property
    def criteria_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.criteria]

    @property
    def desk_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("day", "reason") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """All criteria are rated, or none."""
        cleaned = super().clean() or self.cleaned_data
        ratings = self._ratings(cleaned)
        if self.model is not None and ratings:
            missing = [name for name in self.criteria if not cleaned.get(name)]
            if missing:
                message = _("%(given)s of %(expected)s criteria are rated. Rate all of them.")
                values = {"given": len(ratings), "expected": len(self.criteria)}
                self.add_error(missing[0], message % values)
        return cleaned

    def change(self, service: OzgService) -> RolloutChange:
        """The change this form says. Who pauses a service need not also take it offline."""
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in FLAGS}
        if "live" not in self.changed_data and (values["paused"] or not values["applicable"]):
            values["live"] = None
        ratings = self._ratings(self.cleaned_data)
        if self.model is not None and ratings:
            values |= {"maturity_model": self.model.version, "maturity_criteria": ratings}
        elif set(self.changed_data) & set(self.criteria):
            values["maturity_model"] = ""
        return RolloutChange(self.desk.body.ags, service.pk)._replace(**values)

    def _ratings(self, cleaned: dict[str, Any]) -> list[int]:
        return [int(cleaned[name]) for name in self.criteria if cleaned.get(name)]
