"""Open-PVOG export of the federal dashboard: what is listed, and what is online."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from core.imports.cells import read_day
from core.imports.errors import Errors
from core.imports.reader import has_columns
from core.imports.table import open_rows
from core.text import only_digits
from municipalities.keys import ARS_LENGTH, STATE, KeyBook, whole_key
from services.actions import RolloutChange
from services.imports.catalogue_keys import CatalogueKeys

COLUMNS = {
    "leika": ["leika_key"],
    "ars": ["ars"],
    "online": ["online_status"],
    "active": ["aktiv"],
    "ozg": ["ozgid", "ozg_id"],
    "coverage": ["art_flaechendeckung"],
    "day": ["datenstand_pvog_import"],
}
NEEDED = ["leika", "ars", "online", "active"]
ONLINE = {"ok": True, "nicht ok": False, "": False, "null": False}
NO_STATUS = frozenset({"", "null"})
ACTIVE = {"ja": True, "": True, "nein": False}
COVERAGE = frozenset(
    {
        "",
        "bundesweit flächendeckend",
        "landesweit flächendeckend",
        "kreisweit flächendeckend",
        "in mind. einer kommune verfügbar",
        "nicht in auswertung berücksichtigt",
    }
)
LISTED, LIVE = 1, 2


@dataclass
class PvogFile:
    """What an export says per body and service; a bundle is online if one of its services is."""

    read: int = 0
    elsewhere: int = 0
    wider: int = 0
    without_status: int = 0
    day: date | None = None
    errors: Errors = field(default_factory=Errors)
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def entries(self) -> Collection[tuple[str, str]]:
        return self.pairs.keys()

    def changes(self) -> Iterator[RolloutChange]:
        """One change per pair: an active entry is listed, one whose link works is online."""
        for (ags, service), flags in self.pairs.items():
            is_live = bool(flags & LIVE)
            yield RolloutChange(
                ags,
                service,
                configured=True if is_live else None,
                listed=bool(flags & LISTED),
                live=is_live,
                row=self.rows[ags, service],
            )


def is_pvog(header: list[str]) -> bool:
    return has_columns(header, "leika_key", "ars", "online_status")


def read_pvog(path: Path, *, day: date) -> PvogFile:
    """The state of every body and service in the file. Raises FileRefused with all errors.

    `day` resolves former keys and is the last day a file may speak of. Entries of other states,
    and of areas that are no body (the whole state), are counted and left out.
    """
    errors = Errors()
    file = open_rows(path, COLUMNS, NEEDED, errors)
    found = PvogFile()
    keys, bodies = CatalogueKeys(), KeyBook(day)
    names = list(file.places)
    reader = _Rows(found, keys, bodies, errors)
    for row, cells in file:
        found.read += 1
        reader.take(row, dict(zip(names, cells, strict=True)))
    errors.check()
    found.notes = [*file.notes, *keys.notes, *_notes(found)]
    return found


@dataclass
class _Rows:
    found: PvogFile
    keys: CatalogueKeys
    bodies: KeyBook
    errors: Errors

    def take(self, row: int, cells: dict[str, str]) -> None:
        cells = {name: cell.strip() for name, cell in cells.items()}
        ars = whole_key(cells["ars"])
        cells |= {name: cells[name].casefold() for name in ("online", "active")}
        if len(ars) != ARS_LENGTH or not only_digits(ars):
            self.errors.add(row, "ars", ars, _("An ARS has 12 digits. Keep it as text in Excel."))
            return
        if not self._is_well_formed(row, cells):
            return
        if not ars.startswith(STATE):
            self.found.elsewhere += 1
            return
        area = self.bodies.find(ars)
        if area is None:
            self.errors.add(row, "ars", ars, _("No body has this ARS. Correct or remove the row."))
        elif area.body is None:
            self.found.wider += 1
        else:
            service = self.keys.service_of(cells["leika"], cells.get("ozg", ""))
            if service is not None:
                self._add(row, area.body, service, cells)

    def _is_well_formed(self, row: int, cells: dict[str, str]) -> bool:
        before = self.errors.count
        if not self.keys.is_leika(cells["leika"]):
            self.errors.add(row, "leika_key", cells["leika"], _("A LeiKa key has 14 digits."))
        if cells["online"] not in ONLINE:
            self.errors.add(row, "online_status", cells["online"], _("Expected: ok or nicht ok."))
        if cells["active"] not in ACTIVE:
            self.errors.add(row, "aktiv", cells["active"], _("Expected: ja, nein or empty."))
        coverage = cells.get("coverage", "")
        if coverage.casefold() not in COVERAGE:
            expected = _("Expected: %(values)s.") % {"values": ", ".join(sorted(COVERAGE - {""}))}
            self.errors.add(row, "art_flaechendeckung", coverage, expected)
        self._take_day(row, cells.get("day", ""))
        return self.errors.count == before

    def _take_day(self, row: int, cell: str) -> None:
        if not cell:
            return
        try:
            day = read_day(cell)
        except ValueError as error:
            self.errors.add(row, "datenstand_pvog_import", cell, str(error))
            return
        if day > self.bodies.day:
            self.errors.add(row, "datenstand_pvog_import", cell, _("This day lies in the future."))
        elif self.found.day is None or day > self.found.day:
            self.found.day = day

    def _add(self, row: int, ags: str, service: str, cells: dict[str, str]) -> None:
        is_active = ACTIVE[cells["active"]]
        self.found.without_status += is_active and cells["online"] in NO_STATUS
        flags = (LISTED if is_active else 0) | (
            LIVE if is_active and ONLINE[cells["online"]] else 0
        )
        pair = (ags, service)
        self.found.pairs[pair] = self.found.pairs.get(pair, 0) | flags
        self.found.rows.setdefault(pair, row)


def _notes(found: PvogFile) -> list[str]:
    notes = []
    if found.elsewhere:
        notes.append(_("%(rows)s rows of other states left out.") % {"rows": found.elsewhere})
    if found.wider:
        message = _(
            "%(rows)s rows are for the whole state or a government district and belong to no "
            "body: they do not make a service online in a municipality."
        )
        notes.append(message % {"rows": found.wider})
    if found.without_status:
        message = _("%(rows)s rows have no online status: they are listed and not online.")
        notes.append(message % {"rows": found.without_status})
    return notes
