"""German figures in templates: thin doors to core.formats."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from core import formats

register = template.Library()


@register.filter
def eur(amount_eur: Decimal | None) -> str:
    """1.234.567,89 €; an unknown amount is "unbekannt"."""
    return formats.format_eur(amount_eur)


@register.filter
def eur_short(amount_eur: Decimal | None) -> str:
    """3,9 Mio. € for summaries; exact amounts belong beside it or behind a link."""
    return formats.format_eur_short(amount_eur)


@register.filter
def share(value: Decimal | float | None, unknown: str = "–") -> str:
    """44,3 % for 0.443; None is a dash or what the argument says."""
    return formats.format_share(value, unknown=unknown)


@register.filter
def reported_share(value: Decimal | float | None) -> str:
    """44,3 %; None is "keine Meldung", never 0 %."""
    return share(value, _("not reported"))


@register.filter
def count(value: int | None) -> str:
    """12.345."""
    return formats.format_count(value)


@register.filter
def year(value: int | date | None) -> str:
    """2024, never 2.024."""
    return formats.format_year(value)


@register.filter
def day(value: date | None) -> str:
    """31.12.2024."""
    return formats.format_day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """22.11.2026, 11:03 in Europe/Berlin."""
    return formats.format_moment(value)


@register.filter
def of(part: int, whole: int) -> str:
    """139 von 314."""
    return formats.format_of(part, whole)
