"""Every table derives from the one that ends its order in the key; every list of the desk too."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Case, CharField, Model, TextField, UniqueConstraint
from django.test import RequestFactory

from accounts.choices import Role
from core.admin.base import DeskAdmin, DeskList
from core.tables.ordering import _field, in_order
from core.tables.page import PageTable
from programs.models import Grant
from tests.factories.accounts import UserFactory
from tests.house.test_house import ROOT, house_files


def test_tables_derive_from_the_one_base() -> None:
    loose = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in house_files("*.py")
        if file.relative_to(ROOT).as_posix() != "core/tables/page.py"
        for name in re.findall(r"class (\w+)\(tables\.Table\)", file.read_text())
    ]
    assert loose == []
    import_module(settings.ROOT_URLCONF)  # where no other test opened a page yet
    assert PageTable.__subclasses__()


def sorts_as_shown(model: type[Model], path: str, first: Any) -> bool:
    """Whether a column sorts by what it shows: choices by place, text by its key, rows by name.

    What is unknown stands last.
    """
    field = _field(model, path)
    shown, key = first.expression, path.split("__")[-1]
    if not first.nulls_last:
        return False
    if field is None:
        return True
    if field.is_relation:
        return getattr(shown, "name", "").split("__")[-1] not in ("pk", "id")
    if field.choices:
        return isinstance(shown, Case)
    if isinstance(field, CharField | TextField) and field.db_collation is None:
        return getattr(shown, "name", "").split("__")[-1] != key
    return True


@pytest.mark.django_db
def test_lists_of_the_administration_sort_as_they_show_and_end_in_the_key() -> None:
    """By every heading of every list, both ways."""
    reader = UserFactory.create(roles=[Role.OFFICER, Role.AUDITOR])
    request = RequestFactory().get("/")
    request.user = reader
    for model, model_admin in admin.site._registry.items():
        if not isinstance(model_admin, DeskAdmin):
            continue
        assert issubclass(model_admin.get_changelist(request), DeskList), model
        columns = list(model_admin.get_list_display(request))
        for number in range(len(columns)):
            for sign in ("", "-"):
                request = RequestFactory().get("/", {"o": f"{sign}{number + 1}"})
                request.user = reader
                found = DeskList(
                    request,
                    model,
                    ["action_checkbox", *columns],
                    [],
                    [],
                    None,
                    [],
                    [],
                    50,
                    200,
                    [],
                    model_admin,
                    None,
                    "",
                )
                order = found.queryset.query.order_by
                assert order[-1] in ("pk", "-pk"), (model, columns[number])
                path = found.get_ordering_field(columns[number])
                if isinstance(path, str) and not isinstance(order[0], str):
                    assert sorts_as_shown(model, path, order[0]), (model, columns[number])
                list(found.queryset[:1])


def test_order_of_a_column_of_choices_is_their_place() -> None:
    (place,) = in_order(Grant, "-state")
    assert place.descending
    assert place.nulls_last


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
