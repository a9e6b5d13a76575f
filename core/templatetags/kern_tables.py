"""What the table template asks of a django-tables2 table."""

from __future__ import annotations

from django import template
from django_tables2 import Table
from django_tables2.columns import BoundColumn

register = template.Library()


@register.filter
def caption(table: Table) -> str:
    """The caption a table declares as `Meta.caption`, or what the page set as `table.caption`."""
    return str(getattr(table, "caption", "") or getattr(table.Meta, "caption", ""))


@register.filter
def row_header(table: Table) -> str | None:
    """The column whose cells head their rows: `Meta.row_header`, without it the first column."""
    first = next(iter(table.columns.names()), None)
    name: str | None = getattr(table.Meta, "row_header", first)
    return name


@register.filter
def sort_state(column: BoundColumn) -> str:
    """The value of aria-sort: ascending, descending, or nothing where the column does not sort."""
    if not column.is_ordered:
        return ""
    return "descending" if column.order_by_alias.is_descending else "ascending"
