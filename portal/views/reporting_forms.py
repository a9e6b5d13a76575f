"""Forms of the reporting desk: one change for many services, with a day and a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import DayField
from core.formats import format_day
from portal.views.reporting_desk import Desk
from services.actions import RolloutChange
from services.choices import RolloutState

LONGEST_REASON = 150

# What each change says; a step forward also says that the body is competent.
CHANGES: dict[str, dict[str, bool]] = {
    RolloutState.REGISTERED: {"applicable": True, "registered": True},
    RolloutState.CONFIGURED: {"applicable": True, "configured": True},
    RolloutState.LISTED: {"applicable": True, "listed": True},
    RolloutState.LIVE: {"applicable": True, "live": True},
    RolloutState.PAUSED: {"paused": True},
    RolloutState.NOT_APPLICABLE: {"applicable": False},
}


class DeskForm(forms.Form):
    """The day a report speaks of and, for corrections, why."""

    day = DayField(
        label=gettext_lazy("From which day"),
        help_text=gettext_lazy("Today or earlier. What was reported for later days stays."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("What was wrong, and how you know. It stands in the history."),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.fields["day"].initial = desk.day
        if not desk.corrects:
            del self.fields["reason"]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.desk.today:
            message = _("%(day)s lies in the future. Report what stands today or stood before.")
            raise forms.ValidationError(message % {"day": format_day(day)})
        return day

    @property
    def why(self) -> str:
        """The reason of a correction; the body itself owes none."""
        why: str = self.cleaned_data.get("reason", "")
        return why


class BulkForm(DeskForm):
    """One change for all ticked services."""

    change = forms.ChoiceField(
        label=gettext_lazy("What holds for the chosen services"),
        choices=[
            ("", "–"),
            *((state.value, state.label) for state in RolloutState if state in CHANGES),
        ],
    )
    field_order = ("change", "day", "reason")

    def changes(self, ozg_ids: list[str]) -> list[RolloutChange]:
        """The change for each service, numbered in their order."""
        values = CHANGES[self.cleaned_data["change"]]
        ags = self.desk.body.ags
        return [
            RolloutChange(ags, ozg_id, row=row)._replace(**values)  # type: ignore[arg-type]  # flags
            for row, ozg_id in enumerate(ozg_ids, start=1)
        ]
