"""A small roll-out to report on, and what the files of a report say, as rows of text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import python_calamine
from django.utils import timezone

from core import rollups
from municipalities.models import Municipality
from services.choices import EventSource
from services.models import Competence, RolloutEvent
from services.rollups import PROGRESS

Rows = list[list[str]]


def three_towns_live() -> None:
    """Three towns of the Landkreis Gießen are live with three services each."""
    services = Competence.objects.filter(level="municipality").values_list("service", flat=True)[:3]
    bodies = Municipality.objects.filter(ags__in=["06531005", "06531001", "06531002"])
    for body in bodies:
        for service in services:
            RolloutEvent.objects.create(
                municipality=body,
                service_id=service,
                registered=True,
                configured=True,
                listed=True,
                live=True,
                maturity_model_id="1.1",
                maturity_level=3,
                valid_from=date(2024, 3, 1),
                source=EventSource.MINISTRY,
            )
    rollups.rebuild(PROGRESS, at=timezone.localdate(), now=timezone.now())


def csv_rows(content: bytes) -> Rows:
    """Header, rows and sums of a CSV for Excel, without its notes."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    return lines[: lines.index([])]


def sheet_rows(content: bytes) -> Rows:
    """Header, rows and sums on the first sheet of a workbook."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[_text(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def _text(cell: Any) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell)


READERS: dict[str, Callable[[bytes], Rows]] = {
    "csv": csv_rows,
    "xlsx": sheet_rows,
    "ods": sheet_rows,
}


def counts(rows: Rows) -> dict[str, str]:
    """The sums of the columns that count something, by the names of the columns."""
    pairs = zip(rows[0], rows[-1], strict=True)
    return {name: text for name, text in pairs if text.isdigit()}
