"""The line under every figure: as of when, and what the independent check found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_day, format_moment
from core.forms.fields import DayField
from core.models import RollupState


@dataclass(frozen=True)
class Standing:
    """How current and how well checked a roll-up is."""

    at: date | None
    computed_at: datetime | None
    checked_at: datetime | None
    differences: int | None

    def __str__(self) -> str:
        if self.at is not None:
            return _("As of %(day)s (computed from the ledger)") % {"day": format_day(self.at)}
        if self.computed_at is None:
            return _("Not computed yet")
        values = {"moment": format_moment(self.computed_at), "check": self.check_text}
        return _("As of %(moment)s · %(check)s") % values

    @property
    def check_text(self) -> str:
        """What the independent second computation found."""
        if self.differences is None:
            return _("not checked yet")
        if self.differences == 0:
            return _("checked: 0 differences")
        return _("checked: %(count)s differences") % {"count": self.differences}


def standings(*names: str, at: date | None = None) -> list[Standing]:
    """The standing of each named roll-up, or of its computation at a past date; one query."""
    states = RollupState.objects.in_bulk(names)
    return [_standing(states.get(name), at) for name in names]


def standing(rollup: str, at: date | None = None) -> Standing:
    """The standing of one roll-up."""
    return standings(rollup, at=at)[0]


def _standing(state: RollupState | None, at: date | None) -> Standing:
    if state is None:
        return Standing(at, None, None, None)
    return Standing(at, state.computed_at, state.checked_at, state.differences)


class AsOfForm(forms.Form):
    """The date a page looks at; empty means now."""

    stand = DayField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Shows all figures of this page as they stood on that day."),
    )

    def clean_stand(self) -> date | None:
        day: date | None = self.cleaned_data["stand"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(
                _("%(day)s lies in the future. Choose today or a past day."),
                params={"day": format_day(day)},
            )
        return day

    @classmethod
    def of(cls, request: HttpRequest) -> AsOfForm:
        """The form of a request, already checked."""
        form = cls(request.GET if "stand" in request.GET else {})
        form.is_valid()
        return form

    @property
    def at(self) -> date | None:
        """The chosen past day; None for now, for today, and while the entry is wrong."""
        day: date | None = self.cleaned_data.get("stand")
        return None if day is None or day == timezone.localdate() else day
