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
from core.imports.reader import folded
from core.imports.table import FileRow, FileTable
from municipalities.keys import KeyBook
from services.actions import RolloutChange
from services.imports.said import SaidLines
from services.models import OzgService, RolloutEvent

COLUMNS = {
    "ags": ["ags"],
    "service": ["leistung", "ozg_id", "leistung (ozg-id)", "ozg-leistung"],
    "day": ["stand", "seit"],
    "applicable": ["zuständig", "zustaendig"],
    "registered": ["registriert"],
    "configured": ["eingebunden"],
    "listed": ["eingetragen", "gelistet"],
    "integrated": ["fachverfahren", "fachverfahren angebunden"],
    "live": ["online"],
    "paused": ["ausgesetzt"],
    "note": ["bemerkung"],
}
NEEDED = ["service"]
MOST_ROWS = 500_000  # the whole state has a quarter of a million
STEPS = ("registered", "configured", "listed", "live")
FLAGS = ("applicable", "registered", "configured", "listed", "integrated", "live", "paused")


@dataclass
class OwnTable:
    read: int = 0
    rows: list[RolloutChange] = field(default_factory=list)
    day: date | None = None
    notes: list[str] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)
    headings: dict[str, str] = field(default_factory=dict)
    entries: None = None  # it speaks of its lines alone

    def changes(self) -> Iterator[RolloutChange]:
        yield from self.rows


def is_own_table(header: list[str]) -> bool:
    names = {folded(name) for name in header}
    steps = [alias for flag in STEPS for alias in COLUMNS[flag]]
    return any(
        folded(service) in names and folded(step) in names
        for service in COLUMNS["service"]
        for step in steps
    )


def read_table(path: Path, *, day: date, spoken_of: date, body: str = "") -> OwnTable:
    """The changes of a table; `body` is whose table it is where it has no column for that.

    `spoken_of` is the day of the lines that name none. Its wrong cells are in `errors`, to be told
    together with what the rules say of the others.
    """
    errors = Errors()
    needed = NEEDED if body else [*NEEDED, "ags"]
    table = FileTable(path, COLUMNS, needed, errors, lines=["note"], most_rows=MOST_ROWS)
    services = frozenset(OzgService.objects.values_list("pk", flat=True))
    reader = _Rows(KeyBook(day), services, table.names, spoken_of)
    found = OwnTable(notes=table.notes, headings={name: table.heading(name) for name in COLUMNS})
    for row in table:
        found.read += 1
        change = reader.change(row, body)
        if change is not None:
            found.rows.append(change)
    found.errors = errors
    return found


@dataclass
class _Rows:
    bodies: KeyBook
    services: frozenset[str]
    names: list[str]
    spoken_of: date
    said: SaidLines = field(default_factory=SaidLines)

    def change(self, row: FileRow, body: str) -> RolloutChange | None:
        """The change of a line; None where it says nothing or is wrong."""
        service = row["service"]
        if service not in self.services:
            row.wrong("service", _("Not in the catalogue. Use an OZG id, for example 10000."))
        ags = self._body(row, body)
        flags = [name for name in FLAGS if name in self.names]
        values: dict[str, Any] = {name: row.value(name, read_yes_no) for name in flags}
        day, note = self._day(row), row["note"]
        row.fit(RolloutEvent, {"note": "source_note"})
        if row.wrong_cells:
            return None
        if not note and all(value is None for value in values.values()):
            return None
        change = RolloutChange(ags, service, day, note=note, row=row.number)._replace(**values)
        about = (ags, service, day or self.spoken_of)
        what = change._replace(row=0, day=None)
        return None if self.said.contradicts(row, "service", about, what) else change

    def _day(self, row: FileRow) -> date | None:
        day = row.optional("day", read_day)
        if day is not None and day > self.bodies.day:
            row.wrong("day", _("This day lies in the future."))
        return day

    def _body(self, row: FileRow, body: str) -> str:
        key = row["ags"]
        if not key:
            if not body:
                row.wrong("ags", _("The AGS is missing."))
            return body
        area = self.bodies.find(key)
        if area is None or area.body is None:
            row.wrong("ags", _("No body has this AGS. Keep it as text, with the leading zero."))
            return ""
        if body and area.body != body:
            row.wrong("ags", _("This table is for %(ags)s.") % {"ags": body})
        return area.body
