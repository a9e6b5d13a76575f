"""Every column of the house has a German name and, where it is one line of text, is kept so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.functional import Promise
from pghistory.models import Event

from core.database.fields import OneLineField, SortKeyField
from core.history import SILENT
from tests.house.test_house import APPS

# What only statements read: no page shows these tables.
ENGINE = {
    *("BudgetRollup", "GrantBalance", "StateDay", "ProgressRollup", "ProgressMonth", "MonthEnd"),
    *("CatalogueMembership", "ProcessService"),
}
# Columns that hold several lines. Reasons are texts of several lines, whatever their length.
IN_LINES = {
    "programs.HkrPayment.text": "what the budget system prints below a booking",
    "services.RolloutEvent.source_note": "the remark in the table of a municipality",
}


def columns() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    for model in apps.get_models():
        is_ours = model._meta.app_label in set(APPS) - {"core"} and not issubclass(model, Event)
        if is_ours and model.__name__ not in ENGINE:
            for field in model._meta.concrete_fields:
                yield f"{model._meta.label}.{field.name}", field


def test_columns_are_named_in_german() -> None:
    """Django would make an English name of the column; the history and every form show it."""
    nameless = [
        name
        for name, field in columns()
        if not isinstance(field.verbose_name, Promise)
        and not field.primary_key
        and field.name not in SILENT
    ]
    assert nameless == []


def test_texts_of_one_line_are_kept_in_one_line() -> None:
    loose = [
        name
        for name, field in columns()
        if type(field) is models.CharField
        and not field.choices
        and not field.name.endswith("reason")
        and name not in IN_LINES
        and field.name not in ("username", "password")  # Django's, with rules of their own
    ]
    assert loose == []


@pytest.mark.django_db
def test_database_refuses_line_breaks_in_every_one_of_them() -> None:
    """The rule stands at the column itself, so no import and no statement goes round it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.relname, a.attname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
            " JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (c.conkey)"
            " WHERE c.contype = 'c' AND pg_get_constraintdef(c.oid) LIKE '%!~%u2028%'"
        )
        kept = set(cursor.fetchall())
    lines = [(name, field) for name, field in columns() if isinstance(field, OneLineField)]
    assert len(lines) > 100
    assert [
        name for name, field in lines if (field.model._meta.db_table, field.column) not in kept
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\x0bb", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b"]
)
def test_line_is_refused_by_form_and_database(text: str) -> None:
    model = apps.get_model("programs", "Authority")
    with pytest.raises(ValidationError) as refusal:
        model(code="x", name=text).clean_fields(exclude=["valid_from"])
    assert [error.code for error in refusal.value.error_dict["name"]] == ["one_line"]
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(code="x", name=text)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a b", "a\tb", "Größe – „50 %“", "a\u00a0b", "😀", ""])
def test_line_takes_every_letter(text: str) -> None:
    model = apps.get_model("programs", "Authority")
    assert model._default_manager.create(code="x", name=text).name == text


def test_keys_to_sort_by_follow_from_their_text() -> None:
    assert [n for n, field in columns() if type(field) is SortKeyField and field.editable] == []
