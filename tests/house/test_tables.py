"""Every table derives from the one that ends its order in the key; every list of the desk too."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.test import RequestFactory

from accounts.choices import Role
from core.admin.base import DeskAdmin, DeskList
from core.tables.ordering import in_order
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
    assert PageTable.__subclasses__()


@pytest.mark.django_db
def test_lists_of_the_administration_end_in_the_key() -> None:
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
                assert found.queryset.query.order_by[-1] in ("pk", "-pk"), (model, columns[number])
                list(found.queryset[:1])


def test_order_of_a_column_of_choices_is_their_place() -> None:
    (place,) = in_order(Grant, "-state")
    assert place.descending
    assert place.nulls_last
