"""Changes by two people, in values and in words: what a row had, and what it is to have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from accounts.choices import ChangeKind, Role
from accounts.models import PendingChange, User
from accounts.queries import Viewer, has_any_role, permissions_of
from core.history import Value, values_in_words

TOGETHER_WITH = "together_with"  # in what a change keeps: keys of rows that change with its own
NOTHING: tuple[tuple[Any, Any], ...] = (
    (None, None),
    (None, ""),
    ("", None),
    (None, []),
    ([], None),
)


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns that people fill in, as the database names them."""
    fields = model._meta.concrete_fields
    return [f.attname for f in fields if f.editable and not isinstance(f, models.AutoField)]


def stored(obj: models.Model, columns: Iterable[str]) -> dict[str, Any]:
    """The values of the columns as the change keeps them (JSON)."""
    values = {column: getattr(obj, column) for column in columns}
    kept: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return kept


def restored(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The kept values as the model has them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        column: None if value is None else fields[column].to_python(value)
        for column, value in values.items()
    }


def unique_columns(model: type[models.Model]) -> list[tuple[str, ...]]:
    """The columns by which a row is told from all others, but for its number."""
    alone = [
        (field.attname,)
        for field in model._meta.concrete_fields
        if field.unique and not isinstance(field, models.AutoField)
    ]
    attname = {field.name: field.attname for field in model._meta.concrete_fields}
    together = [
        tuple(attname[name] for name in constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and constraint.fields
        and constraint.condition is None
    ]
    return alone + together


def twin_of(obj: models.Model) -> PendingChange | None:
    """The new row that waits already and is `obj` once more, in all or in what is unique."""
    model = type(obj)
    columns = columns_of(model)
    keys = [tuple(columns), *unique_columns(model)]
    added = PendingChange.objects.waiting().filter(
        model=model._meta.label_lower, kind=ChangeKind.ADD
    )
    for change in added.order_by("pk"):
        theirs = restored(model, change.after)
        if any(_is_same(obj, theirs, key) for key in keys):
            return change
    return None


def _is_same(obj: models.Model, theirs: Mapping[str, Any], key: tuple[str, ...]) -> bool:
    """Whether both say the same in the columns of the key; nothing said is nothing the same."""
    mine = {column: getattr(obj, column) for column in key}
    is_said = any(value not in (None, "") for value in mine.values())
    return is_said and all(value == theirs.get(column) for column, value in mine.items())


def model_of(change: PendingChange) -> type[models.Model]:
    return apps.get_model(change.model)


def changes_in_words(change: PendingChange) -> list[Value]:
    """Each column with its old and its new value, as people read them."""
    names = sorted({*change.before, *change.after} - {TOGETHER_WITH})
    pairs = {name: (change.before.get(name), change.after.get(name)) for name in names}
    if change.kind != ChangeKind.CHANGE:  # columns without a value say nothing
        pairs = {name: pair for name, pair in pairs.items() if pair not in NOTHING}
    model = model_of(change)
    values = values_in_words(model, pairs)
    if keys := change.after.get(TOGETHER_WITH):
        others = ", ".join(map(str, model._default_manager.filter(pk__in=keys).order_by("pk")))
        values.append(Value(_("Together with"), "", others))
    return values


def visible_changes(user: Viewer) -> models.QuerySet[PendingChange]:
    """The changes `user` may approve or has proposed; auditors see all."""
    changes = PendingChange.objects.select_related("prepared_by", "approved_by", "person")
    if has_any_role(user, frozenset({Role.AUDITOR})):
        return changes
    own = models.Q(prepared_by=user.pk) if isinstance(user, User) else models.Q(pk__in=[])
    return changes.filter(own | models.Q(permission__in=permissions_of(user)))


def waiting_for(user: User) -> models.QuerySet[PendingChange]:
    """The changes that `user` may approve now."""
    waiting = PendingChange.objects.waiting().filter(permission__in=permissions_of(user))
    others = waiting.exclude(prepared_by=user).exclude(person=user)
    return others.select_related("prepared_by", "person").order_by("prepared_at", "pk")
