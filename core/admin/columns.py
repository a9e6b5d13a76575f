"""Columns of the administration's lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.formats import shown


def figure_column(model: type[models.Model], column: Any) -> Any:
    """A decimal or a yes and no as a column in German; every other column as it is."""
    try:
        field = model._meta.get_field(column) if isinstance(column, str) else None
    except FieldDoesNotExist:
        return column
    if not isinstance(field, models.DecimalField | models.BooleanField):
        return column
    name = field.name

    @admin.display(description=field.verbose_name, ordering=name)
    def figure(row: Any) -> str | None:
        return shown(name, getattr(row, name))

    figure.__name__ = name  # the class of its cells
    return figure
