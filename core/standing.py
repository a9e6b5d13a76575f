"""The line under every figure: as of when, and what the independent check found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.as_of import AsOf
from core.days import with_kept_day
from core.formats import format_day, format_moment
from core.forms.fields import DayField
from core.models import RollupState

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Standing:
    """How current and how well checked a roll-up is; `at` is a past day, None for today.

    `version` counts the changes of its rows (core.models.RollupState).
    """

    at: date | None
    computed_at: datetime | None
    checked_at: datetime | None
    differences: int | None
    version: int = 0

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


def standings(*names: str, at: AsOf) -> list[Standing]:
    """The standing of each named roll-up, or of its computation at a past date; one query."""
    states = RollupState.objects.in_bulk(names)
    return [_standing(states.get(name), at.past) for name in names]


def standing(rollup: str, *, at: AsOf) -> Standing:
    """The standing of one roll-up."""
    return standings(rollup, at=at)[0]


def _standing(state: RollupState | None, at: date | None) -> Standing:
    if state is None:
        return Standing(at, None, None, None)
    return Standing(at, state.computed_at, state.checked_at, state.differences, state.version)


class AsOfField(DayField):
    """A day that figures can be of; one that is refused says up to which day one may ask."""

    def check_day(self, day: date) -> None:
        AsOf.on(day)


class AsOfForm(forms.Form):
    """The date a page looks at; empty means now."""

    stand = AsOfField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @classmethod
    def of(cls, request: HttpRequest) -> AsOfForm:
        """The form of a request, already checked."""
        form = cls(request.GET if "stand" in request.GET else {})
        form.is_valid()
        return form

    @property
    def at(self) -> AsOf:
        """The chosen day, today where none is. Raises KeyError while the entry is wrong."""
        day: date | None = self.cleaned_data["stand"]
        return AsOf.today() if day is None else AsOf.on(day)

    @property
    def past(self) -> date | None:
        """The past day the page looks at; None for today and while the entry is wrong."""
        return self.at.past if self.is_valid() else None


def dated(view: View) -> View:
    """Make `view` a page of a day: it is called with the checked form as `as_of`.

    A day that is refused shows the form with the reason and nothing else: no figure stands under
    a heading it does not belong to.
    """

    @wraps(view)
    def of_a_day(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (sent_on := with_kept_day(request)) is not None:
            return sent_on
        form = AsOfForm.of(request)
        if not form.is_valid():
            context = {"page_title": _("This day cannot be shown"), "as_of_form": form}
            return render(request, "components/refused_day.html", context)
        return view(request, *args, as_of=form, **kwargs)

    of_a_day.is_dated = True  # type: ignore[attr-defined]  # read by the test that walks all URLs
    return of_a_day
