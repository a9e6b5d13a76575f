"""Rows of one moment come in one order: the order of every model tells any two rows apart."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model, UniqueConstraint

OURS = ("accounts", "core", "municipalities", "services", "programs", "portal")


def tells_apart(model: type[Model]) -> bool:
    """Whether the order ends in the key, or names all fields of something unique."""
    names = [str(name).lstrip("-") for name in model._meta.ordering or ()]
    unique = [{field.name} for field in model._meta.fields if field.unique]
    known = {field.name for field in model._meta.fields if not field.null}
    unique += [
        set(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None
        if constraint.fields
        and (constraint.nulls_distinct is False or known >= {*constraint.fields})
    ]
    return names[-1] == "pk" or any(fields <= set(names) for fields in unique)


def test_models_with_an_order_leave_no_two_rows_to_chance() -> None:
    ordered = [model for model in apps.get_models() if model._meta.ordering]
    ours = [model for model in ordered if model._meta.app_label in OURS]
    assert len(ours) > 20
    assert [model._meta.label for model in ours if not tells_apart(model)] == []
