"""Every column of the house has a German name and, where it is one line of text, is kept so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.functional import Promise
from pghistory.models import Event

from core.database.fields import FewLinesField, ManyLinesField, OneLineField, SortKeyField
from core.errors import RuleError
from core.history import SILENT
from tests.house.test_house import APPS

# What only statements read: no page shows these tables.
ENGINE = {
    *("BudgetRollup", "GrantBalance", "StateDay", "ProgressRollup", "ProgressArea"),
    *("ProgressMonth", "MonthEnd"),
    *("CatalogueMembership", "ProcessService", "CallPartner"),
}
KINDS = (OneLineField, ManyLinesField, FewLinesField)
# Nobody types them: Django's own with rules of their own, and the outline of a map.
UNTYPED = {
    *("accounts.User.username", "accounts.User.password"),
    *("municipalities.Boundary.code", "municipalities.Boundary.rings"),
}


def columns() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    for model in apps.get_models():
        is_ours = model._meta.app_label in set(APPS) - {"core"} and not issubclass(model, Event)
        if is_ours and not model._meta.proxy and model.__name__ not in ENGINE:
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


def texts() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    for name, field in columns():
        is_text = type(field) in (models.CharField, models.TextField, *KINDS)
        if is_text and not field.choices and name not in UNTYPED:
            yield name, field


def test_texts_are_of_a_kind_that_refuses_what_nobody_can_see() -> None:
    assert [name for name, field in texts() if not isinstance(field, KINDS)] == []
    assert len([*texts()]) > 150


@pytest.mark.parametrize(("name", "field"), [*texts()], ids=lambda value: str(value))
def test_control_characters_are_refused_whichever_way_they_come(
    name: str, field: models.Field[Any, Any]
) -> None:
    """Actions, imports and commands save without a form; the column itself says no."""
    for text in ("a\x07b", "a\x00b", "a\x1bb", "a\u2028b", "\u200b", "\u3164", "\u202eb"):
        with pytest.raises(RuleError) as refusal:
            field.get_db_prep_save(text, connection)
        assert (refusal.value.field, refusal.value.code) == (field.name, "control_characters")
    if isinstance(field, OneLineField):
        with pytest.raises(RuleError, match="Zeilenumbruch"):
            field.get_db_prep_save("a\nb", connection)
    else:
        assert field.get_db_prep_save("a\r\nb", connection) == "a\r\nb"
    seen = "Größe\t– „50 %“"[: field.max_length]
    assert field.get_db_prep_save(seen, connection) == seen


@pytest.mark.django_db
def test_refusal_names_the_column_in_german_on_every_way_of_saving() -> None:
    authority = apps.get_model("programs", "Authority")
    row = authority._default_manager.create(code="x", name="Amt")
    wrong = authority(code="y", name="Amt\nzwei")
    ways: list[Callable[[], Any]] = [
        wrong.save,
        lambda: authority._default_manager.bulk_create([wrong]),
        lambda: authority._default_manager.filter(pk=row.pk).update(name="Amt\nzwei"),
    ]
    for way in ways:
        with pytest.raises(RuleError) as refusal, transaction.atomic():
            way()
        assert refusal.value.message.startswith("Name: ")
    assert not authority._default_manager.filter(name="Amt\nzwei").exists()  # asking is no saving


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
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO programs_authority (code, name, address) VALUES ('x', %s, '')", [text]
        )


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a b", "a\tb", "Größe – „50 %“", "a\u00a0b", "😀", ""])
def test_line_takes_every_letter(text: str) -> None:
    model = apps.get_model("programs", "Authority")
    assert model._default_manager.create(code="x", name=text).name == text


def test_keys_to_sort_by_follow_from_their_text() -> None:
    assert [n for n, field in columns() if type(field) is SortKeyField and field.editable] == []
