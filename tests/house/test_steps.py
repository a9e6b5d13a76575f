"""A step is a form, a dataclass of what it asks, and an action: the three say the same."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import pytest
from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet

from core.admin.step_pages import StepAdmin
from core.admin.steps import (
    GIVEN,
    ActionCall,
    Confirm,
    Reason,
    Step,
    StepForm,
    Taken,
    calls,
)
from core.forms.fields import EuroField
from tests.house.test_house import files_with

STEPS = [
    pytest.param(step, id=f"{model._meta.model_name}-{step.name}")
    for model, page in admin.site._registry.items()
    if isinstance(page, StepAdmin)
    for step in page.steps
]
ROW = object()
# Kinds of fields, the narrower before the wider, and what they are cleaned to.
CLEANED: tuple[tuple[type[forms.Field], type[Any]], ...] = (
    (EuroField, Decimal),
    (forms.DateField, date),
    (forms.BooleanField, bool),
    (forms.CharField, str),
    (forms.MultipleChoiceField, list),
)
# What a method of the form makes of a field, beside what its kind is cleaned to.
MADE = {("Papers", "titles"): list, ("YearChange", "grants"): list}


def kind_of(hint: Any) -> tuple[type[Any], bool]:
    """The class behind a type, and whether it may be None."""
    parts = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    (one,) = [part for part in parts if part is not NoneType]
    return getattr(one, "__origin__", one), NoneType in parts


def cleaned_to(form: type[StepForm], name: str) -> type[Any]:
    """The class of what a field of a form comes to."""
    field: Any = form.base_fields[name]
    if (form.__name__, name) in MADE:
        return MADE[form.__name__, name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return QuerySet
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        return field.queryset.model
    if isinstance(field, forms.TypedChoiceField):
        options: Any = field.choices
        return type(field.coerce(options[0][0]))
    if type(field) is forms.ChoiceField:
        return str
    return next(kind for of, kind in CLEANED if isinstance(field, of))


@pytest.mark.parametrize("step", STEPS)
def test_what_a_form_asks_is_of_the_type_that_the_action_is_given(step: Step[Any]) -> None:
    hints = get_type_hints(step.run.values)
    for name in step.run.names - GIVEN:
        if name not in step.form.base_fields:
            assert step.form.names is not StepForm.names  # the form makes it of other fields
            continue
        expected, may_be_none = kind_of(hints[name])
        found = cleaned_to(step.form, name)
        assert issubclass(found, expected), name
        can_be_none = issubclass(found, Decimal | date | Model)
        if can_be_none and not step.form.base_fields[name].required:
            assert may_be_none, name


@pytest.mark.parametrize("step", STEPS)
def test_what_a_form_may_leave_out_has_a_default(step: Step[Any]) -> None:
    left_out = re.findall(r'del self\.fields\["(\w+)"\]', inspect.getsource(step.form))
    given = inspect.signature(step.run.values).parameters
    assert [name for name in left_out if given[name].default is inspect.Parameter.empty] == []


@pytest.mark.parametrize("step", STEPS)
def test_an_action_takes_the_values_of_its_step(step: Step[Any]) -> None:
    """Where mypy cannot look: through functools.partial."""
    rows = [ROW] if step.run.takes_row else []
    inspect.signature(step.run.action).bind(*rows, **dict.fromkeys(step.run.names))


def test_a_form_that_asks_something_else_is_refused() -> None:
    def wants_nothing(row: object, *, by: Any) -> None: ...

    def wants_a_day(row: object, *, by: Any, on: date) -> None: ...

    @dataclass(frozen=True, kw_only=True)
    class OnDay(Taken):
        on: date

    def step(run: ActionCall[object], form: type[StepForm]) -> Step[object]:
        return Step("act", "Act", "", is_open=bool, run=run, form=form)

    step(calls(Taken)(wants_nothing), Reason)  # the reason stands in the history
    with pytest.raises(TypeError):
        step(calls(OnDay)(wants_a_day), Confirm)
    with pytest.raises(TypeError):
        step(calls(OnDay)(wants_a_day), Reason)


def test_no_step_has_an_adapter() -> None:
    """No function between form and action that takes its values as a mapping."""
    assert files_with(re.escape("values: Mapping[str, Any], by")) == set()


@pytest.mark.parametrize("step", STEPS)
def test_who_is_asked_for_money_is_told_what_there_is(step: Step[Any]) -> None:
    """What is left stands beside the amount, or the whole of it in the box."""
    if "amount_eur" in step.form.base_fields:
        made = inspect.getsource(step.form)
        assert "say_what_is_left(" in made or 'self.fields["amount_eur"].' in made
