"""Our own table of roll-outs: what a municipality uploads in place of clicking.

CSV, XLSX or ODS; a line per service, empty cells leave things as they are. The same columns come
out of the download, so a body can fill in what it got.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.imports.cells import read_day, read_yes_no
from core.imports.errors import Errors
from core.imports.reader import CsvFile
from core.imports.sheet import is_sheet, read_sheet
from municipalities.keys import KeyBook
from services.actions import RolloutChange
from services.models import OzgService

COLUMNS = {
    "ags": ["ags"],
    "service": ["leistung", "ozg_id", "ozgid"],
    "day": ["stand", "seit"],
    "applicable": ["zuständig", "zustaendig"],
    "registered": ["registriert"],
    "configured": ["eingebunden"],
    "listed": ["eingetragen"],
    "integrated": ["fachverfahren"],
    "live": ["online"],
    "paused": ["ausgesetzt"],
    "note": ["bemerkung"],
}
NEEDED = ["service"]
FLAGS = ("applicable", "registered", "configured", "listed", "integrated", "live", "paused")


@dataclass
class OwnTable:
    read: int = 0
    rows: list[RolloutChange] = field(default_factory=list)
    day: date | None = None
    notes: list[str] = field(default_factory=list)
    entries: None = None  # it speaks of its lines alone

    def changes(self) -> Iterator[RolloutChange]:
        yield from self.rows


def is_own_table(header: list[str]) -> bool:
    names = set(header)
    return bool(names & set(COLUMNS["service"])) and bool(
        names & {"eingebunden", "eingetragen", "online", "registriert"}
    )


def read_table(path: Path, *, day: date, body: str = "") -> OwnTable:
    """The changes of a table; `body` is whose table it is where it has no column for that.

    Raises FileRefused with all errors.
    """
    errors = Errors()
    needed = NEEDED if body else [*NEEDED, "ags"]
    rows = (
        read_sheet(path, COLUMNS, needed, errors)
        if is_sheet(path)
        else CsvFile(path, COLUMNS, needed, errors)
    )
    names = list(rows.places)
    reader = _Rows(KeyBook(day), frozenset(OzgService.objects.values_list("pk", flat=True)), errors)
    found = OwnTable()
    for row, cells in rows:
        found.read += 1
        change = reader.change(row, dict(zip(names, cells, strict=True)), body)
        if change is not None:
            found.rows.append(change)
    errors.check()
    return found


@dataclass
class _Rows:
    bodies: KeyBook
    services: frozenset[str]
    errors: Errors

    def change(self, row: int, cells: dict[str, str], body: str) -> RolloutChange | None:
        """The change of a line; None where it is empty or wrong."""
        before = self.errors.count
        service = cells["service"].strip()
        if not service and not any(cells.values()):
            return None
        if service not in self.services:
            message = _("Not in the catalogue. Use an OZG id, for example 10000.")
            self.errors.add(row, "leistung", service, message)
        ags = self._body(row, cells.get("ags", "").strip(), body)
        values: dict[str, Any] = {
            name: self._flag(row, name, cells) for name in FLAGS if name in cells
        }
        day = self._day(row, cells.get("day", "").strip())
        if self.errors.count > before:
            return None
        note = cells.get("note", "").strip()[:200]
        if not note and all(value is None for value in values.values()):
            return None
        return RolloutChange(ags, service, day, note=note, row=row)._replace(**values)

    def _body(self, row: int, key: str, body: str) -> str:
        if not key:
            if not body:
                self.errors.add(row, "ags", "", _("The AGS is missing."))
            return body
        area = self.bodies.find(key)
        if area is None or area.body is None:
            message = _("No body has this AGS. Keep it as text, with the leading zero.")
            self.errors.add(row, "ags", key, message)
            return ""
        if body and area.body != body:
            self.errors.add(row, "ags", key, _("This table is for %(ags)s.") % {"ags": body})
        return area.body

    def _flag(self, row: int, name: str, cells: dict[str, str]) -> bool | None:
        flag: bool | None = self._read(row, COLUMNS[name][0], cells[name], read_yes_no)
        return flag

    def _day(self, row: int, cell: str) -> date | None:
        day: date | None = self._read(row, "stand", cell, read_day) if cell else None
        if day is not None and day > self.bodies.day:
            self.errors.add(row, "stand", cell, _("This day lies in the future."))
        return day

    def _read(self, row: int, column: str, cell: str, convert: Any) -> Any:
        try:
            return convert(cell)
        except ValueError as error:
            self.errors.add(row, column, cell, str(error))
            return None
