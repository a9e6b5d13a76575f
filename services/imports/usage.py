"""Usage lists of civento: which body is registered for which process, or has it set up.

One row per body and process. A process stands for all services it offers; where several of them
offer one service, the one that is furthest tells its state. The list says nothing about the
administration portal, so it never makes a service online.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.imports.cells import read_day
from core.imports.errors import Errors
from core.imports.reader import has_columns
from core.imports.table import FileRow, FileTable
from municipalities.keys import KeyBook
from services.actions import RolloutChange
from services.imports.said import SaidLines
from services.models import OnlineProcess

COLUMNS = {
    "key": ["ags", "ars", "kommune"],
    "process": ["prozess", "process"],
    "state": ["status", "stand"],
    "day": ["seit", "datum"],
}
MOST_ROWS = 500_000
NEEDED = ["key", "process", "state"]
STATES: dict[str, dict[str, Any]] = {  # the furthest last
    "registriert": {"registered": True},
    "ausgesetzt": {"registered": True, "paused": True},
    "eingebunden": {"registered": True, "configured": True, "paused": False},
}
RANKS = list(STATES)


@dataclass
class UsageFile:
    read: int = 0
    rows: list[RolloutChange] = field(default_factory=list)
    day: date | None = None
    notes: list[str] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)
    entries: None = None  # it says nothing about the portal

    def changes(self) -> Iterator[RolloutChange]:
        yield from self.rows


def is_usage_list(header: list[str]) -> bool:
    return any(has_columns(header, process) for process in COLUMNS["process"]) and any(
        has_columns(header, key) for key in ("ags", "ars")
    )


def read_usage(path: Path, *, day: date, spoken_of: date) -> UsageFile:
    """The changes a usage list stands for. Raises FileRefused with all errors.

    `spoken_of` is the day of the lines that name none.
    """
    errors = Errors()
    table = FileTable(path, COLUMNS, NEEDED, errors, most_rows=MOST_ROWS)
    found = UsageFile(notes=table.notes)
    reader = _Rows(KeyBook(day), spoken_of)
    for row in table:
        found.read += 1
        reader.read(row)
    errors.check()
    found.rows = [change for _rank, change in reader.furthest.values()]
    return found


def _services_of_processes() -> dict[str, tuple[str, list[str]]]:
    """Code and services of each process, by its code and by its name in lower case."""
    offered: dict[str, list[str]] = defaultdict(list)
    links = OnlineProcess.services.through.objects.values_list("onlineprocess_id", "ozgservice_id")
    for process, service in links:
        offered[process].append(service)
    found: dict[str, tuple[str, list[str]]] = {}
    for code, name in OnlineProcess.objects.values_list("code", "name"):
        found[code.casefold()] = found[name.casefold()] = (code, sorted(offered[code]))
    return found


@dataclass
class _Rows:
    bodies: KeyBook
    spoken_of: date
    services: dict[str, tuple[str, list[str]]] = field(default_factory=_services_of_processes)
    said: SaidLines = field(default_factory=SaidLines)
    furthest: dict[tuple[str, str, date], tuple[int, RolloutChange]] = field(default_factory=dict)

    def read(self, row: FileRow) -> None:
        area = self.bodies.find(row["key"])
        if area is None or area.body is None:
            row.wrong("key", _("No body has this AGS or ARS. Keep it as text in Excel."))
        process = self.services.get(row["process"].casefold())
        if process is None:
            row.wrong("process", _("No online process has this code or name."))
        state = row["state"].casefold()
        if state not in STATES:
            row.wrong("state", _("Expected: %(values)s.") % {"values": ", ".join(STATES)})
        since = _since(row, self.bodies.day)
        if row.wrong_cells or area is None or area.body is None or not process:
            return
        code, offered = process
        day = since or self.spoken_of
        if self.said.contradicts(row, "process", (area.body, code, day), state):
            return
        for service in offered:
            change = RolloutChange(area.body, service, since, process=code, row=row.number)
            self._keep_furthest(day, RANKS.index(state), change._replace(**STATES[state]))

    def _keep_furthest(self, day: date, rank: int, change: RolloutChange) -> None:
        about = (change.ags, change.service, day)
        before, _change = self.furthest.setdefault(about, (rank, change))
        if before < rank:
            self.furthest[about] = rank, change


def _since(row: FileRow, today: date) -> date | None:
    """The day of the row; one to come is wrong."""
    since = row.optional("day", read_day)
    if since is not None and since > today:
        row.wrong("day", _("This day lies in the future."))
    return since
