"""{% explain "gebunden" programm=code as url %}: the address at which a figure is explained."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()
OF_THE_PLACE = ("gebiet", "themenfeld", "kommune")


@register.simple_tag(takes_context=True)
def explain(context: Context, code: str, *, of_page: bool = False, **filters: Any) -> str:
    """The figure `code` with these filters, on the day of the page.

    `of_page`: with the place that the filter of the page names.
    """
    query = {name: str(value) for name, value in filters.items() if value not in (None, "")}
    if of_page:
        given = context["request"].GET
        query |= {name: given[name] for name in OF_THE_PLACE if given.get(name)}
    day = getattr(context.get("as_of_form"), "past", None)
    if day is not None:
        query["stand"] = day.isoformat()
    address = reverse("portal:figure", args=[code])
    return f"{address}?{urlencode(query)}" if query else address
