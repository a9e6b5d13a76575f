"""How read-only fields of the administration look."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.contrib.admin.helpers import AdminReadonlyField

from core.formats import format_day, format_eur

register = template.Library()


@register.filter
def contents(field: AdminReadonlyField) -> str:
    """What Django shows, but euros and days in German notation."""
    value = getattr(field.form.instance, str(field.field["name"]), None)
    if isinstance(value, Decimal) and str(field.field["name"]).endswith("_eur"):
        return format_eur(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_day(value)
    return field.contents()
