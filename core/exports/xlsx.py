"""XLSX with constant memory: keys as text, amounts as numbers, notes on a sheet of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from core.exports.csv import RowsDigest
from core.exports.notes import dictionary, notes
from core.exports.sheet import RowSheet
from core.reporting import ColumnKind, Edition

FORMATS = {
    ColumnKind.TEXT: {"num_format": "@"},
    ColumnKind.COUNT: {"num_format": "#,##0"},
    ColumnKind.EUR: {"num_format": "#,##0.00 €"},
    ColumnKind.SHARE: {"num_format": "0.0%"},
    ColumnKind.MEAN: {"num_format": "#,##0.00"},
    ColumnKind.DAY: {"num_format": "dd.mm.yyyy"},
}
WIDTHS = {
    ColumnKind.TEXT: 28,
    ColumnKind.COUNT: 12,
    ColumnKind.EUR: 18,
    ColumnKind.SHARE: 10,
    ColumnKind.MEAN: 12,
    ColumnKind.DAY: 12,
}


def write_xlsx(edition: Edition, out: IO[bytes]) -> None:
    """Write the edition into `out`, row by row."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "dd.mm.yyyy"})
    book.set_properties(
        {
            "title": str(edition.report.title),
            "author": str(edition.report.source),
            "created": datetime.fromtimestamp(edition.fixed_at, UTC),
        }
    )
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = [book.add_format(FORMATS[column.kind]) for column in edition.columns]
    bold = [book.add_format({**FORMATS[c.kind], "bold": True, "top": 1}) for c in edition.columns]
    sheet = book.add_worksheet(_("Table"), RowSheet)
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(edition.columns):
        sheet.set_column(index, index, WIDTHS[column.kind])
        sheet.write_string(0, index, column.heading, head)
    cells = [sheet.cells(c.kind, style) for c, style in zip(edition.columns, plain, strict=True)]
    digest = RowsDigest(edition)
    for columns in digest.passing(edition.batches()):
        sheet.write_batch(columns, cells)
    if edition.has_totals:
        _write_totals(sheet, edition, edition.count + 1, bold)
    sheet.autofilter(0, 0, edition.count, len(edition.columns) - 1)
    _write_notes(book, [*notes(edition), digest.note()], edition, head)
    book.close()


def _write_totals(sheet: Any, edition: Edition, row: int, bold: list[Any]) -> None:
    for index, column in enumerate(edition.columns):
        total = _("Total") if index == 0 else edition.total(column)
        if total is not None:
            sheet.write(row, index, total, bold[index])


def _write_notes(book: Any, said: list[tuple[str, str]], edition: Edition, head: Any) -> None:
    sheet = book.add_worksheet(_("Explanation"), RowSheet)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    rows = [*said, ("", ""), (_("Column"), _("Meaning")), *dictionary(edition)]
    for index, (label, text) in enumerate(rows):
        sheet.write_string(index, 0, label, head)
        sheet.write_string(index, 1, text)
