"""Two tabs on one row: the second one never overwrites the first, whatever the form is of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.two_people import TwoPeopleAdmin
from tests.factories.accounts import UserFactory
from tests.factories.programs import BudgetLineFactory, GrantFactory
from tests.forms import OpenForm, of_answer, opened
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """Somebody with every role, who may change everything."""
    GrantFactory.create(draft=True)
    BudgetLineFactory.create()
    return signed_in(UserFactory.create(roles=list(Role)))


def forms(client: Client) -> Iterator[tuple[type[Model], OpenForm, OpenForm, list[str]]]:
    """The form of a row of each model, open in two tabs, and its fields of plain text."""
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").first()
        url = _address(model, row) if row is not None else ""
        page = client.get(url) if url else None
        if page is None or page.status_code != 200 or b'name="_seen"' not in page.content:
            continue
        first = of_answer(client, url, page)
        texts = [name for name in first.fields if _is_text(model, name)]
        if texts:
            yield model, first, opened(client, url), texts


def _address(model: type[Model], row: Any) -> str:
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def _is_text(model: type[Model], name: str) -> bool:
    columns = {column.name: column for column in model._meta.concrete_fields}
    column = columns.get(name)
    return isinstance(column, CharField | TextField) and not column.choices


def test_second_tab_overwrites_nothing(client: Client) -> None:
    """It is told of the change; where two people change the row, of the proposal that waits."""
    tried = set()
    for model, first, second, texts in forms(client):
        for tab, name, expected in ((first, texts[0], {302}), (second, texts[-1], _told(model))):
            value = f"{tab.fields[name][0]}A"
            answer = tab.send(**{name: value, "change_reason": "Probe", "_save": "1"})
            assert answer.status_code in expected, (model, name)
        tried.add(model._meta.model_name)
    assert {"grant", "program", "directive", "budgetline", "user", "baserate"} <= tried
    assert len(tried) > 14


def _told(model: type[Model]) -> set[int]:
    is_signed = isinstance(admin.site._registry[model], TwoPeopleAdmin)
    return {409, 200} if is_signed else {409}
