"""What is fetched together with the rows of a page: the rows they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model


def joins_of(model: type[Model], names: Iterable[str]) -> list[str]:
    """The relations to fetch with rows of `model` that show the columns `names`, and say who they
    are; one query for all rows instead of one for each.

    A model whose name is made of other rows says of which in `named_with`.
    """
    return list(dict.fromkeys(_joins(model, [*_named_with(model), *names])))


def _joins(model: type[Model], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        target = _target(model, name)
        if target is not None:
            yield name
            yield from (f"{name}__{path}" for path in _joins(target, _named_with(target)))


def _named_with(model: type[Model]) -> Iterable[str]:
    return getattr(model, "named_with", ())


def _target(model: type[Model], name: str) -> type[Model] | None:
    """The model that the column leads to; None for a column of another kind."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field.related_model if isinstance(field, ForeignKey) else None
