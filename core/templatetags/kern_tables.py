"""What the table template asks of a django-tables2 table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor

from core.columns import NumberColumn

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
    columns = [_Cells.of(column, is_header=column.name == header) for column in table.columns]
    rows = (_row(context, row, columns) for row in table.paginated_rows)
    return mark_safe("".join(rows))  # noqa: S308 - built from escaped parts


@dataclass(frozen=True)
class _Cells:
    """What the cells of a column have in common, asked once for all rows."""

    column: BoundColumn
    tag: str
    scope: str
    attributes: str | None  # None where each cell has its own
    number: Callable[[Any], str] | None  # the text of a plain number
    accessor: Accessor

    @classmethod
    def of(cls, column: BoundColumn, *, is_header: bool) -> _Cells:
        return cls(
            column=column,
            tag="th" if is_header else "td",
            scope=' scope="row"' if is_header else "",
            attributes=column.attrs["td"].as_html() if _is_fixed(column) else None,
            number=column.column.text if _is_plain_number(column) else None,
            accessor=Accessor(column.accessor),
        )

    def text(self, context: Context, row: BoundRow) -> str:
        """The escaped text of the cell in a row."""
        if self.number is not None:
            return conditional_escape(self.number(self.accessor.resolve(row.record, quiet=True)))
        self.column.current_record = row.record
        self.column.current_value = row.get_cell(self.column.name)
        return render_value_in_context(self.column.current_value, context)


def _row(context: Context, row: BoundRow, columns: Sequence[_Cells]) -> str:
    parts = []
    for cells in columns:
        text = cells.text(context, row)
        attributes = cells.attributes
        if attributes is None:
            attributes = cells.column.attrs["td"].as_html()
        parts.append(f"<{cells.tag}{cells.scope} {attributes}>{text}</{cells.tag}>")
    return format_html("<tr {}>{}</tr>", row.attrs.as_html(), mark_safe("".join(parts)))  # noqa: S308 - cells are escaped


def _is_plain_number(column: BoundColumn) -> bool:
    """Whether a cell is the number's text and nothing else: no link, no render_<name>.

    django-tables2 inspects the signature of each cell's function, which costs more than the text.
    """
    is_number = isinstance(column.column, NumberColumn)
    return is_number and column.render == column.column.render and not column.link


def _is_fixed(column: BoundColumn) -> bool:
    """Whether each cell of the column carries the same attributes."""
    given: dict[str, Any] = column.column.attrs
    return not any(callable(value) for part in given.values() for value in part.values())
