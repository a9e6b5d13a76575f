"""{% chart_svg chart "wide" %}: a chart drawn for one width of sheet."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.charts import Chart
from core.charts.sheet import NARROW, SMALL, WIDE, picture

register = template.Library()
SHEETS = {sheet.name: sheet for sheet in (WIDE, NARROW, SMALL)}


@register.simple_tag
def chart_svg(chart: Chart, sheet: str) -> SafeString:
    """The picture on that sheet; its texts are escaped where the tree is written."""
    return mark_safe(picture(chart, SHEETS[sheet]))  # noqa: S308  # lxml escapes
