"""What forms say and how figures look in the administration: in words, with their unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.columns import figure_column
from core.admin.forms import said_twice
from core.admin.step_pages import ActedOnAdmin
from core.forms.fields import EuroField, NumberField, PercentField
from municipalities.models import Municipality
from programs.models import Participation

TAKES_PART = "Diese Kommune ist schon beteiligt."
REQUEST = RequestFactory().get("/admin/")


def desks() -> Iterator[Any]:
    """The desks of the house, and the rows below their objects."""
    for desk in admin.site._registry.values():
        yield desk
        yield from (part(desk.model, admin.site) for part in desk.inlines)


def written_fields(desk: Any) -> set[str]:
    """The columns a form of the desk may write; none where nobody types."""
    if isinstance(desk, ReadOnlyAdmin | ReadOnlyInline | ActedOnAdmin):
        return set()
    fixed = set(desk.readonly_fields)
    if not desk.fieldsets and desk.fields:
        return set(_flat(desk.fields)) - fixed
    return {f.name for f in desk.model._meta.concrete_fields if f.editable} - fixed


def _flat(fields: Any) -> Iterator[str]:
    for field in fields:
        yield from (field,) if isinstance(field, str) else field


def columns_of(constraint: Any) -> set[str]:
    """The columns a constraint is about."""
    names: set[str] = set(getattr(constraint, "fields", ()) or ())
    condition = getattr(constraint, "condition", None)
    if condition is not None:
        names |= {path.split("__")[0] for path, _value in _leaves(condition)}
    for expression in getattr(constraint, "expressions", ()):
        inner = expression[0] if isinstance(expression, tuple) else expression
        parts: list[Any] = [inner]
        parts += [] if isinstance(inner, models.F) else inner.get_source_expressions()
        names |= {str(part.name) for part in parts if hasattr(part, "name")}
    return names


def _leaves(condition: models.Q) -> Iterator[tuple[str, Any]]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _leaves(child)
        elif isinstance(child, tuple):
            yield child


def is_silent(constraint: Any) -> bool:
    default = str(constraint.default_violation_error_message)
    return str(constraint.violation_error_message) == default


def test_constraints_that_a_form_can_meet_speak_german() -> None:
    """Without a message of its own a constraint answers with its name in the database."""
    silent = {
        f"{desk.model.__name__}: {constraint.name}"
        for desk in desks()
        for constraint in desk.model._meta.constraints
        if columns_of(constraint) & written_fields(desk) and is_silent(constraint)
    }
    assert silent == set()


def test_constraints_can_say_what_they_say() -> None:
    """Django fills in the name: a bare percent sign in the text would break the page."""
    said = {
        constraint.get_violation_error_message()
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }
    assert len(said) > 50
    assert [text for text in said if "%%" in text or "%(" in text] == []


def test_unique_rows_are_all_constraints_with_words() -> None:
    """`unique_together` could not say what is wrong."""
    found = [desk.model.__name__ for desk in desks() if desk.model._meta.unique_together]
    assert found == []


def test_silent_constraints_are_seen() -> None:
    constraint = models.CheckConstraint(condition=models.Q(a__gt=0) & ~models.Q(b=1), name="x")
    assert (columns_of(constraint), is_silent(constraint)) == ({"a", "b"}, True)


def test_rows_of_one_form_that_are_the_same_are_named() -> None:
    assert said_twice(Participation, ["grant", "municipality"]) == TAKES_PART
    assert said_twice(Participation, ["municipality"]) == TAKES_PART
    assert said_twice(Municipality, ["name"]) == (
        "Zwei Zeilen stimmen überein: Name. Bitte eine davon löschen."
    )


def test_decimals_are_typed_by_their_unit() -> None:
    """Euros as euros, rates as percent; a number that is neither says so by its name."""
    kinds = {"eur": EuroField, "rate": PercentField}
    wrong = [
        f"{desk.model.__name__}.{field.name}"
        for desk in desks()
        for field in desk.model._meta.concrete_fields
        if isinstance(field, models.DecimalField) and field.editable
        if type(desk.formfield_for_dbfield(field, REQUEST))
        is not kinds.get(field.name.rpartition("_")[2], NumberField)
    ]
    assert wrong == []


@pytest.mark.django_db
def test_lists_that_name_columns_are_chosen_by_what_these_are_called() -> None:
    """Nobody types the names of the code; what is on record is among what can be chosen."""
    asked = 0
    for desk in admin.site._registry.values():
        for name in getattr(desk, "names_of_columns", ()):
            asked += 1
            field: Any = desk.formfield_for_dbfield(desk.model._meta.get_field(name), REQUEST)
            assert [label for value, label in field.choices if value == label] == []
            kept = {
                entry for row in desk.model._default_manager.all() for entry in getattr(row, name)
            }
            assert kept - {value for value, _label in field.choices} == set()
    assert asked == 2


def test_shares_are_called_rates() -> None:
    """A column of four decimals is a share; under another name it would be typed as 0,8."""
    misnamed = [
        f"{desk.model.__name__}.{field.name}"
        for desk in desks()
        for field in desk.model._meta.concrete_fields
        if isinstance(field, models.DecimalField)
        and (field.max_digits, field.decimal_places) == (5, 4)
        and not field.name.endswith("_rate")
    ]
    assert misnamed == []


def test_lists_show_no_bare_decimal() -> None:
    """Every decimal of a list goes through the notation of its unit."""
    bare = [
        f"{desk.model.__name__}.{column}"
        for desk in admin.site._registry.values()
        for column in desk.get_list_display(REQUEST)
        if isinstance(column, str) and figure_column(desk.model, column) is not column
    ]
    assert bare == []
