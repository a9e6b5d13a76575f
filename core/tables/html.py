"""Head, rows and foot of a django-tables2 table as HTML.

In Python and once per column what django-tables2 asks for each cell (signatures, attributes),
because the pages of this house are mostly tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import Model
from django.http import QueryDict
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.html import conditional_escape, escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table
from django_tables2.columns import BoundColumn, Column
from django_tables2.utils import Accessor, signature

from core.http.ways import is_open

LINK = '<a href="{}">{}</a>'
SORT_LINK = (
    '<a class="sort-link" href="{}">{}<span class="sort-link__state" aria-hidden="true"></span></a>'
)


def row_header(table: Table) -> str | None:
    """The column whose cells head their rows: `Meta.row_header`, without it the first column."""
    first = next(iter(table.columns.names()), None)
    name: str | None = getattr(getattr(table, "Meta", None), "row_header", first)
    return name


def head(table: Table, query: QueryDict) -> SafeString:
    """The headings; those that sort link to the same address (`query`) with the next order."""
    return _joined(_heading(table, column, query) for column in table.columns)


def body(table: Table, context: Context) -> SafeString:
    """The rows of the table's page, cells escaped as a template would; "" if there are none."""
    records = [row.record for row in table.paginated_rows]
    user = context.get("user")
    columns = [_Cells.of(table, column, records[0], user) for column in table.columns if records]
    return _joined(
        f"<tr>{''.join(cells.html(record, context) for cells in columns)}</tr>"
        for record in records
    )


def foot(table: Table) -> SafeString:
    """The cells below the columns."""
    return _joined(_below(table, column) for column in table.columns)


def _heading(table: Table, column: BoundColumn, query: QueryDict) -> str:
    content = column.header
    state = ""
    if column.orderable:
        order = column.order_by_alias
        if column.is_ordered:
            state = f' aria-sort="{"descending" if order.is_descending else "ascending"}"'
        content = format_html(SORT_LINK, _ordered(table, query, order.next), content)
    return f'<th scope="col"{_attributes(column, "th")}{state}>{conditional_escape(content)}</th>'


def _ordered(table: Table, query: QueryDict, order: str) -> str:
    """The address that sorts the table, from its first page."""
    address = query.copy()
    address[table.prefixed_order_by_field] = order
    address.pop(table.prefixed_page_field, None)
    return f"?{address.urlencode()}"


def _below(table: Table, column: BoundColumn) -> str:
    start, end = _tags(table, column, "tf")
    return f"{start}{conditional_escape(column.column.footer(column, table))}{end}"


def _tags(table: Table, column: BoundColumn, part: str) -> tuple[str, str]:
    """Start and end of a cell: the head of its row, or with its heading for cards on a phone."""
    if column.name == row_header(table):
        tag, about = "th", ' scope="row"'
    else:
        tag, about = "td", f' data-label="{escape(strip_tags(str(column.header)))}"'
    return f"<{tag}{about}{_attributes(column, part)}>", f"</{tag}>"


def _attributes(column: BoundColumn, part: str) -> str:
    """The attributes of the column for th, td or tf, each with a space before it.

    Raises TypeError for a callable: cells of a column are all marked alike here.
    """
    given: dict[str, Any] = column.column.attrs
    attributes: dict[str, Any] = given.get(part, given.get("cell", {}))
    if any(callable(value) for value in attributes.values()):
        raise TypeError(f"The attributes of the column {column.name} must be constants.")
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


@dataclass(frozen=True)
class _Call:
    """A function with the names it takes, asked once for all rows."""

    function: Callable[..., Any]
    names: tuple[str, ...]

    @classmethod
    def of(cls, function: Callable[..., Any]) -> _Call:
        method = getattr(function, "__func__", None)
        return cls(function, _names_of(method) if method else signature(function)[0])

    def __call__(self, offered: Mapping[str, Any]) -> Any:
        return self.function(**{name: offered[name] for name in self.names})


@cache
def _names_of(method: Callable[..., Any]) -> tuple[str, ...]:
    """What a method takes beside its object; methods are few and stay."""
    names: tuple[str, ...] = signature(method)[0]
    return names[1:]


@dataclass(frozen=True)
class _Cells:
    """What the cells of a column have in common."""

    table: Table
    column: BoundColumn
    start: str
    end: str
    read: Callable[[Any], Any] | None  # None where the column asks for the record alone
    labels: Mapping[Any, Any]
    render: _Call | None  # None where the value is shown as it is
    link: Callable[[Mapping[str, Any]], str | None] | None

    @classmethod
    def of(cls, table: Table, column: BoundColumn, record: Any, user: Any) -> _Cells:
        """The cells below `column` for `user`; `record` is one of the rows, all are of one kind."""
        start, end = _tags(table, column, "td")
        is_plain = getattr(column.render, "__func__", None) is Column.render
        render = None if is_plain else _Call.of(column.render)
        is_read = render is None or "value" in render.names or column.column.empty_values
        accessor = Accessor(column.accessor)
        return cls(
            table=table,
            column=column,
            start=start,
            end=end,
            read=_reader(accessor, record) if is_read else None,
            labels=_labels(accessor, record) if is_read else {},
            render=render,
            link=_link(column, user),
        )

    def html(self, record: Any, context: Context) -> str:
        """The cell of a record, its text escaped as a template would."""
        content = self._content(record)
        is_text = isinstance(content, str)  # most are, and need neither a locale nor a time zone
        text = conditional_escape(content) if is_text else render_value_in_context(content, context)
        return f"{self.start}{text}{self.end}"

    def _content(self, record: Any) -> Any:
        value = self.read(record) if self.read else None
        if value in self.column.column.empty_values:
            return self.column.default
        if self.labels:
            value = self.labels.get(value, value)
        offered = {
            "value": value,
            "record": record,
            "table": self.table,
            "column": self.column.column,
            "bound_column": self.column,
        }
        content = self.render(offered) if self.render else value
        address = self.link(offered) if self.link else None
        return content if address is None else format_html(LINK, address, content)


class _Way:
    """The address behind each cell of a column; none where its pages are shut for the person.

    Links of a column that begin alike lead to pages of one kind: the first one tells for all.
    """

    def __init__(self, address: _Call, user: Any) -> None:
        self._address, self._user = address, user
        self._are_open: dict[str, bool] = {}

    def __call__(self, offered: Mapping[str, Any]) -> str | None:
        address: str | None = self._address(offered)
        if address is None:
            return None
        start = address[: address.find("/", 1) + 1]
        if start not in self._are_open:
            self._are_open[start] = self._user is None or is_open(address, self._user)
        return address if self._are_open[start] else None


def _link(column: BoundColumn, user: Any) -> _Way | None:
    """What gives the address behind the cells, where there is one."""
    if column.link is None:
        return None
    compose = column.link.url or (lambda record: column.link.compose_url(record=record))
    return _Way(_Call.of(compose), user)


def _reader(accessor: Accessor, record: Any) -> Callable[[Any], Any]:
    """What reads the value: for a plain attribute of an object without the accessor's search."""
    is_path = Accessor.SEPARATOR in accessor or isinstance(record, Mapping)
    if is_path or callable(getattr(record, accessor, callable)):
        return accessor.resolve  # type: ignore[no-any-return]  # has no types
    return attrgetter(accessor)


def _labels(accessor: Accessor, record: Any) -> dict[Any, Any]:
    """The labels of the values where the accessor leads to a field with choices."""
    owner, name = accessor.penultimate(record)
    if not isinstance(owner, Model):
        return {}
    field = next((field for field in owner._meta.concrete_fields if field.name == name), None)
    return dict(field.flatchoices) if field is not None and field.choices else {}


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped where it is written
