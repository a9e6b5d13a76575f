"""Files made from an edition of a report: one writer per format, all streaming."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from core.exports.csv import office_csv, open_csv
from core.exports.json import json_lines
from core.exports.ods import MIMETYPE as ODS_TYPE
from core.exports.ods import write_ods
from core.exports.pdf import MOST_ROWS, write_pdf
from core.exports.xlsx import write_xlsx
from core.reporting import Edition

CHUNK = 64 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """A file format: its ending, its media type, and how an edition becomes chunks of bytes.

    Above `most_rows` the first chunk raises RuleError. `ending` differs between any two formats,
    so that no two files of one report share a name.
    """

    name: str
    label: str
    ending: str
    media_type: str
    chunks: Callable[[Edition], Iterator[bytes]]
    most_rows: int | None = None


def _through_file(write: Callable[[Edition, IO[bytes]], None]) -> Callable[..., Iterator[bytes]]:
    """Chunks of a format that is complete only at its end, by way of a temporary file."""

    def chunks(edition: Edition) -> Iterator[bytes]:
        with tempfile.TemporaryFile() as out:
            write(edition, out)
            out.seek(0)
            while chunk := out.read(CHUNK):
                yield chunk

    return chunks


FORMATS = {
    fmt.name: fmt
    for fmt in (
        Format("csv", "CSV (Excel)", "csv", "text/csv; charset=utf-8", office_csv),
        Format("xlsx", "XLSX", "xlsx", XLSX_TYPE, _through_file(write_xlsx)),
        Format("ods", "ODS", "ods", ODS_TYPE, _through_file(write_ods)),
        Format("pdf", "PDF", "pdf", "application/pdf", _through_file(write_pdf), MOST_ROWS),
        Format("json", "JSON", "json", "application/json", json_lines),
        Format("opencsv", "CSV (Open Data)", "offen.csv", "text/csv; charset=utf-8", open_csv),
    )
}
