"""How read-only fields of the administration look."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField

from core.formats import shown
from core.history import list_in_words

register = template.Library()


@register.filter
def contents(field: AdminReadonlyField) -> str:
    """What Django shows, but euros, rates, numbers, days and lists in German words."""
    name = str(field.field["name"])
    value = getattr(field.form.instance, name, None)
    text = _list(field, value) if isinstance(value, list) else shown(name, value)
    if text is not None:
        return text
    told = str(field.contents())
    return "–" if told == "None" and value is None else told


def _list(field: AdminReadonlyField, values: list[Any]) -> str:
    name = str(field.field["name"])
    return list_in_words(field.form.instance._meta.get_field(name), values) or "–"
