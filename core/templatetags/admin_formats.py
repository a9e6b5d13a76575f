"""How read-only fields of the administration look."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib import admin
from django.contrib.admin.helpers import AdminReadonlyField
from django.db.models import Model
from django.http import HttpRequest
from django.template.context import Context

from core.formats import shown
from core.history import list_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def contents(context: Context, field: AdminReadonlyField) -> str:
    """What Django shows, but euros, rates, numbers, days and lists in German words.

    A row of elsewhere is a link for those alone who may open it.
    """
    name = str(field.field["name"])
    value = getattr(field.form.instance, name, None)
    text = _list(field, value) if isinstance(value, list) else shown(name, value)
    if text is not None:
        return text
    if isinstance(value, Model) and not _may_open(context["request"], value):
        return str(value)
    told = str(field.contents())
    return "–" if told == "None" and value is None else told


def _may_open(request: HttpRequest, row: Model) -> bool:
    """Whether the administration shows this row to the person; so it does where it has no desk."""
    desk = admin.site._registry.get(type(row))
    return desk is None or desk.has_view_permission(request, row)


def _list(field: AdminReadonlyField, values: list[Any]) -> str:
    name = str(field.field["name"])
    return list_in_words(field.form.instance._meta.get_field(name), values) or "–"
