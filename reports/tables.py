"""The table of a report's page, made from the same columns as its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_count, format_day, format_eur, format_mean, format_share
from core.reporting import Column, ColumnKind, Edition, ShownRow
from core.tables.columns import CountColumn, EuroColumn, MeanColumn, ShareColumn
from core.tables.page import PageTable

COLUMNS: dict[ColumnKind, Any] = {
    ColumnKind.TEXT: tables.Column,
    ColumnKind.COUNT: CountColumn,
    ColumnKind.EUR: EuroColumn,
    ColumnKind.SHARE: ShareColumn,
    ColumnKind.MEAN: MeanColumn,
    ColumnKind.DAY: tables.Column,
}
TEXTS: dict[ColumnKind, Callable[[Any], str]] = {
    ColumnKind.COUNT: format_count,
    ColumnKind.EUR: format_eur,
    ColumnKind.SHARE: format_share,
    ColumnKind.MEAN: format_mean,
    ColumnKind.DAY: format_day,
}


class ReportTable(PageTable):
    """An empty table; its columns come from the report."""

    class Meta:
        empty_text = gettext_lazy("No rows match these filters.")


ADDRESSES = "_addresses"  # where the cells of a row lead to, by the key of the column


def report_table(edition: Edition, rows: list[ShownRow]) -> tables.Table:
    """A table of `rows`, with the edition's totals below; call it after the rows have passed."""
    keys = [column.key for column in edition.columns]
    extra = [
        (column.key, _table_column(edition, column, index))
        for index, column in enumerate(edition.columns)
    ]
    data = [dict(zip(keys, row.values, strict=True)) | {ADDRESSES: row.addresses} for row in rows]
    table = ReportTable(data, extra_columns=extra, orderable=False)
    table.caption = edition.report.title
    return table


def _table_column(edition: Edition, column: Column, index: int) -> tables.Column:
    made = COLUMNS[column.kind](
        verbose_name=column.heading,
        footer=_footer(edition, column, index),
        orderable=False,
        linkify=(lambda record: record[ADDRESSES][column.key]) if column.link else None,
    )
    if column.kind == ColumnKind.DAY:
        made.render = _render_day
    return made


def _footer(edition: Edition, column: Column, index: int) -> str | None:
    """What stands below a column; None for all where no column has a total."""
    if not edition.has_totals:
        return None
    if index == 0:
        return _("Total")
    total = edition.total(column)
    return "" if total is None else TEXTS[column.kind](total)


def _render_day(value: date) -> str:
    """The day in German; django-tables2 passes a cell only to an argument named `value`."""
    return format_day(value)
