"""How columns sort: choices by their place, German text by its key, the unknown last, then the key.

One order for the tables of pages and the lists of the administration. PostgreSQL promises no order
among equals, so an order that a page cuts has to end in a unique key, or rows vanish.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    Func,
    IntegerField,
    Model,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models import Field as ModelField
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower, Replace

from core.database.fields import SortKeyField

# DIN 5007-1 for text without a stored key: umlauts and accents as their letter.
FOLDED = ("ÄÖÜäöüáàâéèêíìîóòôúùûçñ", "aouaouaaaeeeiiiooouuucn")


def order_of(queryset: QuerySet[Any], path: str) -> list[OrderBy]:
    """The order of one column of the rows; as in_order, for annotations too."""
    bare = path.removeprefix("-")
    annotation = queryset.query.annotations.get(bare)
    if annotation is None:
        return in_order(queryset.model, path)
    choices = getattr(annotation.output_field, "flatchoices", None)
    place = _place(bare, [value for value, _label in choices]) if choices else F(bare)
    return [OrderBy(place, descending=path.startswith("-"), nulls_last=True)]


def in_order(model: type[Model], path: str) -> list[OrderBy]:
    """The order of one column of `model`; `path` starts with "-" for the other way round.

    A column of choices sorts by their place in the list, text by DIN 5007-1, a related row by the
    order of its model; what is unknown stands last either way.
    """
    is_descending, bare = path.startswith("-"), path.removeprefix("-")
    field = _field(model, bare)
    if field is not None and field.is_relation:
        return _of_related(model, bare, is_descending=is_descending)
    return [OrderBy(_expression(field, bare), descending=is_descending, nulls_last=True)]


def end_in_key(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The rows in the order they have, and among equals by their primary key."""
    order: Sequence[Any] = queryset.query.order_by or ()
    if not order and queryset.query.default_ordering:
        order = queryset.model._meta.ordering or ()
    key = queryset.model._meta.pk
    names = {"pk", "-pk", *((key.name, f"-{key.name}") if key is not None else ())}
    if any(isinstance(part, str) and part in names for part in order):
        return queryset
    return queryset.order_by(*order, "pk")


def _field(model: type[Model], path: str) -> ModelField[Any, Any] | None:
    """The field a path leads to; None for an annotation."""
    owner: type[Model] = model
    field: Any = None
    for name in path.split(LOOKUP_SEP):
        if name == "pk":
            return owner._meta.pk
        try:
            field = owner._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        if field.is_relation and field.related_model is not None:
            owner = field.related_model
    return field  # type: ignore[no-any-return]  # a field of Django, untyped on the way


def _of_related(model: type[Model], path: str, *, is_descending: bool) -> list[OrderBy]:
    """The order of the rows a path leads to, as their model declares it.

    `sorts_by` of the model says by what they are known, where its lists begin with something else.
    """
    related: Any = getattr(_field(model, path), "related_model", None)
    parts: list[OrderBy] = []
    for name in getattr(related, "sorts_by", ()) or related._meta.ordering or ("pk",):
        sign = "-" if is_descending != name.startswith("-") else ""
        parts += in_order(model, f"{sign}{path}{LOOKUP_SEP}{name.removeprefix('-')}")
    return parts


def _expression(field: ModelField[Any, Any] | None, path: str) -> Expression | F:
    if field is None:
        return F(path)
    if field.choices:
        return _place(path, [value for value, _label in field.flatchoices])
    stored = next((key.name for key in _sort_keys(field.model) if key.of == field.name), None)
    if stored is not None:
        return F(path.removesuffix(field.name) + stored)
    is_text = isinstance(field, CharField | TextField) and field.db_collation is None
    return folded(path) if is_text else F(path)


def _sort_keys(model: type[Model]) -> list[SortKeyField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SortKeyField)]


def _place(path: str, values: Sequence[Any]) -> Case:
    places = [When(**{path: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*places, default=Value(len(values)), output_field=IntegerField())


def folded(path: str) -> Func:
    """A text as it sorts; an index on it carries the first page of a list in this order."""
    plain = Replace(Lower(F(path)), Value("ß"), Value("ss"))
    return Func(plain, *map(Value, FOLDED), function="translate", output_field=TextField())
