"""What a workbook claims to hold, read as a stream before any reader makes room for it.

A few kilobytes can name a cell in the last row of the last column; the reader of workbooks makes
room for all cells before it, and the process is gone.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from core.imports.errors import FileRefused, refuse

MOST_CELLS = 5_000_000
LARGEST_UNPACKED = 300 * 1024**2
CHUNK = 1024**2
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
WORKBOOK = "xl/workbook.xml"

Place = tuple[int, int]  # row and column, both from 1


def formulas_of(path: Path) -> set[Place]:
    """Where the first sheet has formulas. Raises FileRefused for a workbook nobody may open.

    That is one that unpacks to a flood, reaches over more cells than can be read, declares a
    document type, or is no XLSX or ODS.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {member.filename: _part(archive, member) for member in _members(archive)}
    except BROKEN as error:
        raise unreadable(error) from None
    first = "content.xml" if "content.xml" in parts else _first_sheet(parts)
    return parts[first].formulas if first in parts else set()


def unreadable(error: Exception) -> FileRefused:
    """The refusal of a workbook that is broken."""
    message = _("The workbook cannot be read (%(error)s). Is the file complete?")
    return refuse(message % {"error": error})


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED:
        message = _("The file unpacks to %(size)s MB. Split it.")
        raise refuse(message % {"size": unpacked // 1024**2})
    names = {member.filename for member in members}
    if not names & {WORKBOOK, "content.xml"} or "xl/workbook.bin" in names:
        raise refuse(_("This is no workbook. Save the table as XLSX, ODS or CSV."))
    return members


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> _Part:
    """One file of the workbook; pictures and the like say nothing."""
    part = _Part()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = part.start
    parser.StartDoctypeDeclHandler = _refuse_document_type
    is_xml = True
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            try:
                if is_xml:
                    parser.Parse(chunk)
            except expat.ExpatError as error:
                if member.filename.endswith(".xml"):
                    raise unreadable(error) from None
                is_xml = False
    return part


def _refuse_document_type(*_declared: object) -> None:
    message = _("The file declares a document type or entities. Remove them: none is read.")
    raise refuse(message, value="<!DOCTYPE")


def _first_sheet(parts: Mapping[str, _Part]) -> str:
    relations = parts.get("xl/_rels/workbook.xml.rels")
    sheets = parts[WORKBOOK].sheets
    target = relations.targets.get(sheets[0], "") if relations and sheets else ""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


class _Part:
    """How far the cells of one part reach, XLSX or ODS, and which of them are formulas."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = self.tables = 0
        self.formulas: set[Place] = set()
        self.sheets: list[str] = []
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(" ")[2]
        if local == "row":
            self.row, self.column = _number(attributes.get("r"), self.row + 1), 0
        elif local == "c":
            self._place(attributes.get("r", ""))
        elif local in ("v", "is", "f", "p"):
            self._use(is_formula=local == "f")
        elif local in ("table", "table-row", "table-cell", "covered-table-cell"):
            self._open_document(
                local, {key.rpartition(" ")[2]: attributes[key] for key in attributes}
            )
        elif local == "sheet":
            self.sheets += [attributes[key] for key in attributes if key.endswith(" id")]
        elif local == "Relationship":
            self._relate(attributes)

    def _place(self, reference: str) -> None:
        found = REFERENCE.fullmatch(reference.upper())
        if not found:
            self.column += 1
            return
        self.row, self.column = int(found[2]), 0
        for letter in found[1]:
            self.column = self.column * 26 + ord(letter) - ord("A") + 1

    def _open_document(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "table":
            self.tables, self.row = self.tables + 1, 0
        elif local == "table-row":
            self.row += _number(attributes.get("number-rows-repeated"), 1)
            self.column = 0
        else:
            self.column += _number(attributes.get("number-columns-repeated"), 1)
            if "value-type" in attributes or "formula" in attributes:
                self._use(is_formula="formula" in attributes and self.tables == 1)

    def _use(self, *, is_formula: bool) -> None:
        """The cell that was opened last holds something."""
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        if self.rows * self.columns > MOST_CELLS:
            message = _(
                "The sheet reaches to row %(row)s and column %(column)s. Delete what stands "
                "behind the table, or split it."
            )
            raise refuse(message % {"row": self.rows, "column": self.columns})
        if is_formula:
            self.formulas.add((self.row, self.column))

    def _relate(self, attributes: Mapping[str, str]) -> None:
        target = attributes.get("Target", "")
        if attributes.get("Type", "").endswith("/worksheet") and not target.endswith(".xml"):
            raise refuse(_("This is no workbook. Save the table as XLSX, ODS or CSV."))
        self.targets[attributes.get("Id", "")] = target


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise unreadable(ValueError(text[:20]))
    return int(text)
