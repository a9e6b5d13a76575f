"""The longest report, one row per body and service, against COPY and a bare XlsxWriter loop."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter
from django.db import connection, transaction

from accounts.choices import Role
from core import rollups
from core.as_of import AsOf
from core.exports import FORMATS
from core.reporting import Edition
from reports.making import edition, report_named
from services.reports.progress import DETAIL_SQL
from services.rollups import PROGRESS
from tests.bench.memory import more_mb
from tests.bench.people import reader
from tests.bench.result import Result
from tests.bench.timing import medians

ROUNDS = 3
ROWS = 250_000
MOST_MB = 150
ROWS_AT_ONCE = 2000


def measure() -> list[Result]:
    """The results of this file."""
    rows = _write("csv")
    if rows < ROWS:
        raise RuntimeError(f"The report has {rows} rows, {ROWS} are to be measured.")
    csv, copied = medians(ROUNDS, lambda: _write("csv"), _copy)
    xlsx, bare = medians(ROUNDS, lambda: _write("xlsx"), _bare_xlsx)
    return [
        Result.of("export_csv", csv, copied, at_most=5, unit="s"),
        Result.of("export_xlsx", xlsx, bare, at_most=1.5, unit="s"),
        Result.of("export_csv_memory", more_mb(_csv), MOST_MB, at_most=1, unit="MB"),
        Result.of("export_xlsx_memory", more_mb(_xlsx), MOST_MB, at_most=1, unit="MB"),
    ]


def _csv() -> None:
    _write("csv")


def _xlsx() -> None:
    _write("xlsx")


def _write(fmt: str) -> int:
    """Make the file and throw it away, as a download would; the number of its rows."""
    made = _edition()
    for _chunk in FORMATS[fmt].chunks(made):
        pass
    return made.count


def _edition() -> Edition:
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


def _query() -> str:
    relation, params = rollups.source(PROGRESS, at=AsOf.today())
    with connection.cursor() as cursor:
        query = DETAIL_SQL.format(relation=relation)
        text: bytes = cursor.mogrify(query, params | {"area": "06", "theme": ""})
    return text.decode()


def _copy() -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({_query()}) TO STDOUT WITH CSV", io.BytesIO())


def _bare_xlsx() -> None:
    """The same rows through XlsxWriter in its frugal mode, nothing else."""
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet()
    with transaction.atomic(), connection.connection.cursor("bare") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(_query().replace("%", "%%"))
        for number, row in enumerate(cursor):
            for index, value in enumerate(row):
                if isinstance(value, (int, Decimal)):
                    sheet.write_number(number, index, value)
                elif isinstance(value, str):
                    sheet.write_string(number, index, value)
                elif value is not None:
                    sheet.write_datetime(number, index, value)
    book.close()
