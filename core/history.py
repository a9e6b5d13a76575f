"""The stored history of an object and its parts, in words: who, when, why, old and new values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pghistory.models import Events, EventsQuerySet

from core.formats import shown

LABELS = {"insert": _("created"), "update": _("changed"), "delete": _("deleted")}
EMPTY: tuple[Any, ...] = (None, "", [], {})
SILENT = {"search_text", "search_name", "sort_name", "sort_title", "state_on", "is_demo"}


@dataclass(frozen=True)
class Value:
    """One field of a change; `old` is empty when the object was created."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class StoredChange:
    """One stored change of one row."""

    at: datetime
    what: str
    label: str | Promise
    user: str
    reason: str
    request_id: str
    values: Sequence[Value]


def history_of(obj: models.Model) -> EventsQuerySet:
    """The events of `obj` alone, newest first."""
    events: EventsQuerySet = Events.objects.tracks(obj)  # type: ignore[no-untyped-call]
    return events.order_by("-pgh_created_at", "-pgh_id")


def history_with_parts(obj: models.Model) -> EventsQuerySet:
    """The events of `obj` and of every tracked row that points at it, newest first."""
    events: EventsQuerySet = Events.objects.references(obj)  # type: ignore[no-untyped-call]
    return events.order_by("-pgh_created_at", "-pgh_id")


def changes(events: Iterable[Events]) -> list[StoredChange]:
    """The events in words; names of related rows are read in one query per model."""
    rows = list(events)
    names = _names(rows)
    users = get_user_model().objects.in_bulk(
        {row.pgh_context["user"] for row in rows if (row.pgh_context or {}).get("user")}
    )
    return [_change(row, names, users) for row in rows]


def values_in_words(model: type[models.Model], pairs: Mapping[str, tuple[Any, Any]]) -> list[Value]:
    """Old and new values of columns in words; `pairs` holds them as JSON, by column."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for column, pair in pairs.items():
        field = _field(model, column)
        if isinstance(field, models.ForeignKey):
            target: Any = field.related_model
            wanted[target] |= {key for key in pair if key is not None}
    names = _names_of(wanted)
    return [
        Value(field_label(model, column), *(_text(model, column, value, names) for value in pair))
        for column, pair in pairs.items()
    ]


def _change(row: Events, names: dict[tuple[str, str], str], users: dict[Any, Any]) -> StoredChange:
    context = row.pgh_context or {}
    model = apps.get_model(row.pgh_obj_model)
    is_new = row.pgh_diff is None
    pairs = (
        {key: (None, value) for key, value in row.pgh_data.items() if value not in EMPTY}
        if is_new
        else row.pgh_diff
    )
    return StoredChange(
        at=row.pgh_created_at,
        what=str(model._meta.verbose_name),
        label=LABELS.get(row.pgh_label, row.pgh_label),
        user=str(users.get(context.get("user"), "")),
        reason=str(context.get("reason", "")),
        request_id=str(context.get("request_id", "")),
        values=[
            Value(field_label(model, key), *(_text(model, key, v, names) for v in pair))
            for key, pair in sorted(pairs.items())
            if key not in SILENT and key != "id" and not _is_document(model, key)
        ],
    )


def _is_document(model: type[models.Model], column: str) -> bool:
    """Whether a column keeps a whole document as data: pages of its own show it."""
    return isinstance(_field(model, column), models.JSONField)


def _field(model: type[models.Model], column: str) -> models.Field[Any, Any] | None:
    name = column.removesuffix("_id")
    for candidate in (column, name):
        try:
            field = model._meta.get_field(candidate)
        except FieldDoesNotExist:
            continue
        return field if isinstance(field, models.Field) else None
    return None


def field_label(model: type[models.Model], column: str) -> str:
    """What people call the column."""
    field = _field(model, column)
    return str(field.verbose_name) if field is not None else column


def _names(rows: Iterable[Events]) -> dict[tuple[str, str], str]:
    """The names of all rows that the events' foreign keys mention, by model and key."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        model = apps.get_model(row.pgh_obj_model)
        for column, value in row.pgh_data.items():
            field = _field(model, column)
            if isinstance(field, models.ForeignKey):
                old = (row.pgh_diff or {}).get(column, [None])[0]
                target = field.related_model
                wanted[target] |= {key for key in (value, old) if key is not None}
    return _names_of(wanted)


def _names_of(wanted: Mapping[type[models.Model], set[Any]]) -> dict[tuple[str, str], str]:
    return {
        (model._meta.label, str(key)): str(obj)
        for model, keys in wanted.items()
        for key, obj in model._default_manager.in_bulk(keys).items()
    }


def _text(
    model: type[models.Model], column: str, value: Any, names: dict[tuple[str, str], str]
) -> str:
    field = _field(model, column)
    if value in EMPTY or field is None:
        return "" if value in EMPTY else str(value)
    if isinstance(field, models.ForeignKey):
        target: Any = field.related_model
        return names.get((target._meta.label, str(value)), str(value))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, column, value)


def _plain(field: models.Field[Any, Any], column: str, value: Any) -> str:
    if isinstance(field, models.DecimalField):
        value = Decimal(str(value))
    elif isinstance(field, models.DateTimeField):
        value = datetime.fromisoformat(value)
    elif isinstance(field, models.DateField):
        value = date.fromisoformat(value)
    if isinstance(value, list):
        return list_in_words(field, value)
    text = shown(column, value)
    return str(value) if text is None else text


def list_in_words(field: models.Field[Any, Any], values: Iterable[Any]) -> str:
    """The entries of a stored list as people call them: choices, columns, or what was typed."""
    labels = dict(field.base_field.flatchoices) if isinstance(field, ArrayField) else {}
    labels |= {f.name: f.verbose_name for f in field.model._meta.concrete_fields}
    return ", ".join(str(labels.get(value, value)) for value in values)
