"""Usage lists of civento: which body is registered for which process, or has it set up.

One row per body and process. A process stands for all services it offers. The list says nothing
about the administration portal, so it never makes a service online.
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
from core.imports.reader import CsvFile
from municipalities.keys import KeyBook
from services.actions import RolloutChange
from services.models import OnlineProcess

COLUMNS = {
    "key": ["ags", "ars", "kommune"],
    "process": ["prozess", "process"],
    "state": ["status", "stand"],
    "day": ["seit", "datum"],
}
NEEDED = ["key", "process", "state"]
STATES: dict[str, dict[str, Any]] = {
    "registriert": {"registered": True},
    "eingebunden": {"registered": True, "configured": True, "paused": False},
    "ausgesetzt": {"registered": True, "paused": True},
}


@dataclass
class UsageFile:
    read: int = 0
    rows: list[RolloutChange] = field(default_factory=list)
    day: date | None = None
    notes: list[str] = field(default_factory=list)
    entries: None = None  # it says nothing about the portal

    def changes(self) -> Iterator[RolloutChange]:
        yield from self.rows


def is_usage_list(header: list[str]) -> bool:
    return bool({"prozess", "process"} & set(header)) and bool({"ags", "ars"} & set(header))


def read_usage(path: Path, *, day: date) -> UsageFile:
    """The changes a usage list stands for. Raises FileRefused with all errors."""
    errors = Errors()
    file = CsvFile(path, COLUMNS, NEEDED, errors)
    found = UsageFile()
    bodies, services = KeyBook(day), _services_of_processes()
    names = list(file.places)
    for row, cells in file:
        found.read += 1
        found.rows.extend(
            _changes(row, dict(zip(names, cells, strict=True)), bodies, services, errors)
        )
    errors.check()
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


def _changes(
    row: int,
    cells: dict[str, str],
    bodies: KeyBook,
    services: dict[str, tuple[str, list[str]]],
    errors: Errors,
) -> list[RolloutChange]:
    before = errors.count
    key, name = cells["key"].strip(), cells["process"].strip()
    area = bodies.find(key)
    if area is None or area.body is None:
        errors.add(row, "ags", key, _("No body has this AGS or ARS. Keep it as text in Excel."))
    process = services.get(name.casefold())
    if process is None:
        errors.add(row, "prozess", name, _("No online process has this code or name."))
    state = STATES.get(cells["state"].strip().casefold())
    if state is None:
        expected = _("Expected: %(values)s.") % {"values": ", ".join(STATES)}
        errors.add(row, "status", cells["state"], expected)
    since = _since(row, cells.get("day", "").strip(), bodies.day, errors)
    if errors.count > before or area is None or area.body is None or not process or not state:
        return []
    code, offered = process
    return [
        RolloutChange(area.body, service, since, process=code, row=row)._replace(**state)
        for service in offered
    ]


def _since(row: int, cell: str, today: date, errors: Errors) -> date | None:
    if not cell:
        return None
    try:
        day = read_day(cell)
    except ValueError as error:
        errors.add(row, "seit", cell, str(error))
        return None
    if day > today:
        errors.add(row, "seit", cell, _("This day lies in the future."))
    return day
