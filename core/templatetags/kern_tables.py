"""What the table template asks of a django-tables2 table."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

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


@register.simple_tag(takes_context=True)
def table_body(context: Context, table: Table) -> SafeString:
    """The rows of a table's page, cells escaped as a template would; "" if there are none.

    In Python, because a page of 400 rows of ten cells spends most of its time here.
    """
    header = row_header(table)
    attributes = {
        column.name: column.attrs["td"].as_html() for column in table.columns if _is_fixed(column)
    }
    rows = (_row(context, row, header, attributes) for row in table.paginated_rows)
    return mark_safe("".join(rows))  # noqa: S308 - built from escaped parts


def _row(context: Context, row: BoundRow, header: str | None, fixed: dict[str, str]) -> str:
    cells = []
    for column, cell in row.items():
        name, scope = ("th", ' scope="row"') if column.name == header else ("td", "")
        known = fixed.get(column.name)
        attributes = column.attrs["td"].as_html() if known is None else known
        text = render_value_in_context(cell, context)
        cells.append(f"<{name}{scope} {attributes}>{text}</{name}>")
    return format_html("<tr {}>{}</tr>", row.attrs.as_html(), mark_safe("".join(cells)))  # noqa: S308 - cells are escaped


def _is_fixed(column: BoundColumn) -> bool:
    """Whether each cell of the column carries the same attributes."""
    given: dict[str, Any] = column.column.attrs
    return not any(callable(value) for part in given.values() for value in part.values())
