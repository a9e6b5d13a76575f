"""How read-only fields of the administration look."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.contrib.admin.helpers import AdminReadonlyField

from core.formats import format_eur

register = template.Library()


@register.filter
def contents(field: AdminReadonlyField) -> str:
    """What Django shows, but euros in German notation."""
    value = getattr(field.form.instance, str(field.field["name"]), None)
    if isinstance(value, Decimal) and str(field.field["name"]).endswith("_eur"):
        return format_eur(value)
    return field.contents()
