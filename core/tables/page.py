"""The tables of pages: whichever heading is clicked, every row stands on exactly one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.text import capfirst
from django_tables2.data import TableData, TableQuerysetData
from django_tables2.utils import OrderBy

from core.tables.ordering import end_in_key, order_of


class KeyedData(TableQuerysetData):
    """Rows of a QuerySet; every order ends in the primary key."""

    data: Any
    table: Any

    def __init__(self, data: Any) -> None:
        super().__init__(end_in_key(data))

    def order_by(self, aliases: Sequence[str]) -> None:
        """Order by the columns named, each as core.tables.ordering sorts it."""
        order: list[Any] = []
        for alias in aliases:
            column = self.table.columns[OrderBy(alias).bare]
            is_other_way = alias[0] != column.order_by_alias[0]
            accessors = column.order_by.opposite if is_other_way else column.order_by
            for accessor in accessors:
                order += order_of(self.data, accessor.for_queryset())
        if order:
            self.data = self.data.order_by(*order, "pk")


MOST_ON_A_PAGE = 200


class PageTable(tables.Table):
    """The base of every table here; its headings begin with a capital."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if TableQuerysetData.validate(data) and not isinstance(data, TableData):
            data = KeyedData(data)
        super().__init__(data, **kwargs)
        for bound in self.columns.all():
            if bound.column.verbose_name is not None:
                bound.column.verbose_name = capfirst(bound.column.verbose_name)

    def paginate(self, *args: Any, per_page: int | None = None, **kwargs: Any) -> None:
        """Show one page; how many rows it has may stand in the address, so it is held in bounds."""
        held = None if per_page is None else min(max(per_page, 1), MOST_ON_A_PAGE)
        super().paginate(*args, per_page=held, **kwargs)
