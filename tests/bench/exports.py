"""The longest report, one row per body and service, against COPY and bare writers of sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from django.db import connection

from accounts.choices import Role
from core import rollups
from core.areas import Level
from core.as_of import AsOf
from core.database.streaming import streamed
from core.exports import FORMATS
from core.reporting import Edition
from reports.making import edition, report_named
from services.reports.progress import DETAIL_SQL
from services.rollups import PROGRESS
from tests.bench.memory import more_mb
from tests.bench.result import Result
from tests.bench.timing import medians
from tests.bench.worlds import reader

ROUNDS, CSV_ROUNDS = 3, 7
ROWS = 250_000
MOST_MB = 150


def measure() -> list[Result]:
    """The results of this file."""
    rows = write("csv")
    if rows < ROWS:
        raise RuntimeError(f"The report has {rows} rows, {ROWS} are to be measured.")
    csv, copied = medians(CSV_ROUNDS, lambda: write("csv"), _copy)
    xlsx, bare = medians(ROUNDS, lambda: write("xlsx"), _bare_xlsx)
    ods, bare_ods = medians(ROUNDS, lambda: write("ods"), _bare_ods)
    return [
        Result.of("export_ods", ods, bare_ods, at_most=2, unit="s"),
        Result.of("export_ods_memory", more_mb(_ods), MOST_MB, at_most=1, unit="MB"),
        Result.of("export_csv", csv, copied, at_most=3, unit="s"),
        Result.of("export_xlsx", xlsx, bare, at_most=1.3, unit="s"),
        Result.of("export_csv_memory", more_mb(_csv), MOST_MB, at_most=1, unit="MB"),
        Result.of("export_xlsx_memory", more_mb(_xlsx), MOST_MB, at_most=1, unit="MB"),
    ]


def _csv() -> None:
    write("csv")


def _xlsx() -> None:
    write("xlsx")


def _ods() -> None:
    write("ods")


def write(fmt: str) -> int:
    """Make the file and throw it away, as a download would; the number of its rows."""
    made = edition_of()
    for _chunk in FORMATS[fmt].chunks(made):
        pass
    return made.count


def edition_of() -> Edition:
    report = report_named("fortschritt-detail")
    form = report.form({})
    form.full_clean()
    return edition(
        report,
        reader(Role.COORDINATOR),
        form,
        at=AsOf.today(),
        now=datetime(2026, 11, 22, 10, tzinfo=UTC),
    )


def _detail() -> tuple[str, dict[str, Any]]:
    """The statement of the report and its parameters."""
    relation, params = rollups.source(PROGRESS, at=AsOf.today(), area="06", level=Level.BODY)
    return DETAIL_SQL.format(relation=relation), params | {"area": "06", "theme": ""}


def _query() -> str:
    with connection.cursor() as cursor:
        text: bytes = cursor.mogrify(*_detail())
    return text.decode()


def _copy() -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({_query()}) TO STDOUT WITH CSV", io.BytesIO())


def _bare_xlsx() -> None:
    """The same rows through XlsxWriter in its frugal mode, nothing else."""
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(_rows()):
        for index, value in enumerate(row):
            if isinstance(value, (int, Decimal)):
                sheet.write_number(number, index, value)
            elif isinstance(value, str):
                sheet.write_string(number, index, value)
            elif value is not None:
                sheet.write_datetime(number, index, value)
    book.close()


def _bare_ods() -> None:
    """The same rows as cells of an archive, without styles, notes, totals or any check."""
    with (
        zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("content.xml", "w", force_zip64=True) as content,
    ):
        for row in _rows():
            cells = "".join(map(_bare_cell, row))
            content.write(f"<table:table-row>{cells}</table:table-row>".encode())


def _bare_cell(value: object) -> str:
    if isinstance(value, (int, Decimal)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, str):
        shown = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
    if value is None:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'


def _rows() -> Iterator[tuple[Any, ...]]:
    """What the report reads, read as it reads it."""
    return streamed(*_detail())
