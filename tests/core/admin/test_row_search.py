"""A key that was forged finds no row and says so; the row that was chosen stays chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.test import RequestFactory

from accounts.choices import Role
from core.admin.row_search import RowSearch, RowsSearch
from municipalities.models import Municipality
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
FORGED = ("abc", "99999999999999999999", "-1", "1.5", "a\0b", "' OR 1=1", "ä" * 300, "[]")
SUCCESSOR: Any = Municipality._meta.get_field("successor")


def searched_fields() -> list[tuple[str, Any]]:
    """Every field of the administration that searches as one types, inlines included."""
    request = RequestFactory().get("/")
    request.user = UserFactory.create(roles=list(Role)[:1])
    found = []
    for model, desk in admin.site._registry.items():
        for owner in [desk, *(kind(model, admin.site) for kind in desk.inlines)]:
            for name in owner.autocomplete_fields:
                db_field = owner.model._meta.get_field(name)
                field: Any = owner.formfield_for_dbfield(db_field, request)
                found.append((f"{owner.model._meta.label}.{name}", field))
    return found


def test_every_field_that_searches_survives_what_can_be_no_key() -> None:
    fields = searched_fields()
    assert len(fields) > 10  # the walk walks
    for label, field in fields:
        widget: Any = field.widget
        assert isinstance(field.widget, AutocompleteMixin), label
        for forged in FORGED:
            assert "selected" not in widget.render("row", [forged]), (label, forged)


def test_the_chosen_row_stays_chosen() -> None:
    for widget in (RowSearch(SUCCESSOR, admin.site), RowsSearch(SUCCESSOR, admin.site)):
        widget.choices = dict(searched_fields())["programs.Grant.lead"].choices
        shown = widget.render("row", [LAUTERBACH, "abc"])
        assert f'value="{LAUTERBACH}" selected' in shown


def test_forged_key_is_refused_on_the_page() -> None:
    coordinator = signed_in(UserFactory.create(roles=[Role.COORDINATOR]))
    page = "/admin/services/workitem/add/"
    answer = coordinator.post(page, {"title": "Parkausweis", "process": "a" * 300})
    assert answer.status_code == 200
    assert "process" in answer.context["adminform"].form.errors
