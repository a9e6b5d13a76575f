"""Forms of the reporting desk: one change for many services, with a day and a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_day
from core.forms.fields import DayField
from portal.rollout_desk.changes import NEED_A_REPORT, SAYS, StateChange
from portal.rollout_desk.desk import Desk
from services.actions import RolloutChange
from services.models import RolloutEvent

LONGEST_REASON = 150


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
        choices=[("", "–"), *StateChange.choices],
    )
    field_order = ("change", "day", "reason")

    def changes(self, ozg_ids: list[str]) -> list[RolloutChange]:
        """The change for each service it can be said of, numbered in their order."""
        says = SAYS[self.cleaned_data["change"]]
        ags, without = self.desk.body.ags, self.without_report(ozg_ids)
        return [
            RolloutChange(ags, ozg_id, row=row)._replace(**says)
            for row, ozg_id in enumerate(ozg_ids, start=1)
            if ozg_id not in without
        ]

    def without_report(self, ozg_ids: list[str]) -> set[str]:
        """Those of which nothing is reported on the day, where the change needs a report."""
        if self.cleaned_data["change"] not in NEED_A_REPORT:
            return set()
        reported = RolloutEvent.objects.at(self.cleaned_data["day"]).filter(
            municipality=self.desk.body, service__in=ozg_ids
        )
        return set(ozg_ids) - set(reported.values_list("service", flat=True))
