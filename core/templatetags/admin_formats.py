"""How read-only fields of the administration look."""

from __future__ import annotations

from django import template
from django.contrib.admin.helpers import AdminReadonlyField

from core.formats import shown

register = template.Library()


@register.filter
def contents(field: AdminReadonlyField) -> str:
    """What Django shows, but euros, rates, numbers and days in German notation."""
    name = str(field.field["name"])
    value = getattr(field.form.instance, name, None)
    text = shown(name, value)
    if text is not None:
        return text
    told = str(field.contents())
    return "–" if told == "None" and value is None else told
