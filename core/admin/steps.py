"""Steps: who may change a row, when, what is asked, and the action that is called with it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import pghistory
from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from core.forms.choices import name_empty_choice
from core.forms.days import DEADLINE_YEARS, DEADLINES
from core.forms.fields import DayField
from core.forms.reasons import LONGEST_REASON
from core.text import refuse_lines

Obj = TypeVar("Obj")
Other = TypeVar("Other")
P = ParamSpec("P")
GIVEN = frozenset({"by", "at"})  # what every step knows without asking


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Who takes a step."""

    by: Any  # a user; core knows no accounts


@dataclass(frozen=True, kw_only=True)
class TakenAt(Taken):
    """Who takes a step, and at which moment."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reasoned(Taken):
    """Who takes a step, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReasonedAt(TakenAt):
    """Who takes a step, at which moment, and why."""

    reason: str


class StepForm(forms.Form):
    """What a step asks; `obj` is what the step is about, None where it is about many.

    What the form asks and the action is given stands in a dataclass Values of the form, one field
    of the same name each.
    """

    def __init__(self, data: Any = None, *, obj: Any = None) -> None:
        super().__init__(data)
        self.prepare(obj)
        for name, field in self.fields.items():
            field.label = capfirst(field.label)
            name_empty_choice(field)
            if name in DEADLINES and isinstance(field, DayField):
                field.years_ahead = DEADLINE_YEARS
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.Textarea):
                field.validators.append(refuse_lines)

    def prepare(self, obj: Any) -> None:
        """Fill in what is known of the object."""

    @classmethod
    def names(cls) -> frozenset[str]:
        """The names of what is asked."""
        return frozenset(cls.base_fields)

    def asked(self) -> Mapping[str, Any]:
        """What was answered, cleaned, by name."""
        return self.cleaned_data


class Confirm(StepForm):
    """Nothing to ask: confirm only."""


class Reason(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_REASON,
    )


def day_field(label: Any, **kwargs: Any) -> DayField:
    """A day with the calendar of the administration."""
    return DayField(label=label, widget=AdminDateWidget, **kwargs)


def no_note(_obj: object) -> str:
    """What a step says that brings about nothing but what its name says."""
    return ""


def itself(row: Obj) -> Obj:
    """The row of the step is the row of the action."""
    return row


@dataclass(frozen=True)
class ActionCall(Generic[Obj]):
    """An action, and the class of the values it is called with."""

    values: Callable[..., object]
    action: Callable[..., object]
    takes_row: bool = True
    find: Callable[[Any], Any] = itself  # the row of the action, from the row of the step

    @property
    def names(self) -> frozenset[str]:
        """The names of the values, with `by` and `at` where the action takes them."""
        return frozenset(inspect.signature(self.values).parameters)

    def __call__(self, obj: Obj, known: Mapping[str, Any]) -> None:
        """Call the action with those of the `known` values that it takes."""
        values = self.values(**{name: known[name] for name in self.names & set(known)})
        rows = [self.find(obj)] if self.takes_row else []
        self.action(*rows, **vars(values))

    def on(self, find: Callable[[Other], Obj]) -> ActionCall[Other]:
        """The same call on what `find` says of the step's row, for instance its open decision."""
        return ActionCall(self.values, self.action, find=lambda row: self.find(find(row)))


def calls(
    values: Callable[P, object],
) -> Callable[[Callable[Concatenate[Obj, P], object]], ActionCall[Obj]]:
    """calls(Values)(action): the action is called with the row and each of the values by name.

    mypy compares the fields of the dataclass with the parameters of the action: names and types.
    """

    def to(action: Callable[Concatenate[Obj, P], object]) -> ActionCall[Obj]:
        return ActionCall(values, action)

    return to


def calls_chosen(values: Callable[P, object]) -> Callable[[Callable[P, object]], ActionCall[Any]]:
    """As `calls`, for an action on a row that the form lets choose instead of the step's own."""

    def to(action: Callable[P, object]) -> ActionCall[Any]:
        return ActionCall(values, action, takes_row=False)

    return to


@dataclass(frozen=True)
class Step(Generic[Obj]):
    """One verb: who may, when it is open, what it asks, which action it calls.

    The action raises RuleError where the rules say no. `bulk` is the name of the list's action,
    empty where there is none. `note` says what the step brings about for a row, before it is
    confirmed for one or for many.
    Raises TypeError where the form does not ask what the action is called with; a reason may be
    asked for the history alone.
    """

    name: str
    label: str | Promise
    permission: str
    is_open: Callable[[Obj], bool]
    run: ActionCall[Obj]
    form: type[StepForm] = Confirm
    bulk: str | Promise = ""
    note: Callable[[Obj], str] = no_note

    def __post_init__(self) -> None:
        asked, taken = self.form.names(), self.run.names - GIVEN
        if asked - {"reason"} != taken - {"reason"} or "reason" in taken - asked:
            message = f"{self.name}: {self.form.__name__} asks {asked}, the action takes {taken}"
            raise TypeError(message)

    def take(self, obj: Obj, asked: Mapping[str, Any], *, by: Any, at: datetime) -> None:
        """Run the action in a transaction of its own, its reason noted in the history."""
        with transaction.atomic(), pghistory.context(reason=asked.get("reason", "")):
            self.run(obj, {**asked, "by": by, "at": at})
