"""Columns of tables: euros, shares and counts in German, with the sum of the table below."""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any, Self

import django_tables2 as tables

from core.formats import format_count, format_day, format_eur, format_mean, format_share

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}, "tf": {"class": "num"}}


class NumberColumn(tables.Column):
    """A number, right-aligned; with `summed` the footer shows the sum of all rows."""

    def __init__(self, *, summed: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMBER)
        kwargs.setdefault("orderable", False)
        if summed:
            kwargs["footer"] = self.sum
        super().__init__(empty_values=(), **kwargs)

    def __deepcopy__(self, memo: object) -> Self:
        return copy(self)  # a table copies its columns; what ours hold is the same for all tables

    def footer(self, bound_column: Any, table: tables.Table) -> Any:
        """What stands below; a sum is called as it is, without a look at its signature."""
        if self._footer == self.sum:
            return self.sum(bound_column, table)
        return super().footer(bound_column, table)

    def sum(self, bound_column: Any, table: tables.Table) -> str:
        """The sum of the known values of all rows, not of the page alone."""
        return str(self.render(_added_up(bound_column.accessor, table)))


class DayColumn(tables.Column):
    """A day in German, a dash where it is unknown."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("orderable", False)
        super().__init__(empty_values=(), **kwargs)

    def render(self, value: date | None) -> str:
        return format_day(value) if value else "–"


class EuroColumn(NumberColumn):
    def render(self, value: Decimal | int | None) -> str:
        return format_eur(None if value is None else Decimal(value))


class CountColumn(NumberColumn):
    def render(self, value: int | None) -> str:
        return format_count(value)


class MeanColumn(NumberColumn):
    def render(self, value: Decimal | None) -> str:
        return format_mean(value)


class ShareColumn(NumberColumn):
    """A share; with `of`, accessors of its part and its whole, their sums make the one below."""

    def __init__(
        self, *, of: tuple[str, str] | None = None, summed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(summed=summed or of is not None, **kwargs)
        self.of = of

    def sum(self, bound_column: Any, table: tables.Table) -> str:
        if self.of is None:
            return super().sum(bound_column, table)
        part, whole = (_added_up(tables.A(name), table) for name in self.of)
        return self.render(Decimal(part) / Decimal(whole) if whole else None)

    def render(self, value: Decimal | float | None) -> str:
        return format_share(None if value is None else Decimal(value))


def _added_up(accessor: Any, table: tables.Table) -> Decimal | int:
    """The sum of the known values that an accessor finds in the rows."""
    values = (accessor.resolve(row, quiet=True) for row in table.data)
    total: Decimal | int = sum(value for value in values if value is not None)
    return total
