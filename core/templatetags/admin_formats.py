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
    text = shown(name, getattr(field.form.instance, name, None))
    return field.contents() if text is None else text
