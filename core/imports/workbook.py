"""What a workbook claims to hold, read as a stream before any reader makes room for it.

A few kilobytes can name a cell in the last row of the last column, or hold millions of texts; the
reader of workbooks makes room for all of it, and the process is gone.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from core.imports.errors import FileRefused, refuse
from core.imports.workbook_part import ElementBudget, Place, WorkbookPart, unreadable

LARGEST_UNPACKED = 300 * 1024**2
ALWAYS_UNPACKED = 20 * 1024**2
MOST_UNPACKED_TIMES = 100  # a workbook full of equal cells packs about fifty times
MOST_PARTS = 2000
CHUNK = 256 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
DOCUMENT = "content.xml"
XML_ENDINGS = (".xml", ".rels")

__all__ = ["Measured", "measure", "refuse_flood", "unreadable"]


@dataclass(frozen=True)
class Measured:
    """What the first sheet has that cells alone do not show, and the sheets behind it."""

    first_sheet: str
    other_sheets: list[str] = field(default_factory=list)
    formulas: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def measure(path: Path) -> Measured:
    """What is special in the first sheet. Raises FileRefused for a workbook nobody may open.

    That is one that unpacks to a flood, has more elements or reaches over more cells than can be
    read, declares a document type, hides its first sheet, or is no XLSX or ODS. Every element is
    counted before a reader of workbooks sees the file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = _names(archive)
            budget = ElementBudget()
            if DOCUMENT in names and WORKBOOK not in names:
                return _of_document(archive, names, budget)
            return _of_workbook(archive, names, budget)
    except BROKEN as error:
        raise unreadable(error) from None


def refuse_flood(path: Path) -> None:
    """Pass over a workbook that may be handed on unread. Raises FileRefused for a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            _names(archive)
    except BROKEN as error:
        raise unreadable(error) from None


def _names(archive: zipfile.ZipFile) -> list[str]:
    """The parts, each once. Raises FileRefused for an archive that is no workbook, or a flood."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_PARTS or len({name.lower() for name in names}) < len(names):
        raise unreadable(ValueError(_("its parts are not those of a workbook")))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    most = min(LARGEST_UNPACKED, max(ALWAYS_UNPACKED, MOST_UNPACKED_TIMES * packed))
    if unpacked > most:
        message = _("The file unpacks from %(packed)s kB to %(size)s MB. Split it.")
        raise refuse(message % {"packed": packed // 1024, "size": unpacked // 1024**2})
    if not {WORKBOOK, DOCUMENT} & set(names) or "xl/workbook.bin" in names:
        raise refuse(_("This is no workbook. Save the table as XLSX, ODS or CSV."))
    return names


def _of_document(archive: zipfile.ZipFile, names: list[str], budget: ElementBudget) -> Measured:
    for name in names:
        if name != DOCUMENT and name.endswith(".xml"):
            _part(archive, name, budget)
    part = _part(archive, DOCUMENT, budget)
    if part.table_names and part.hidden_tables and part.table_styles[0] in part.hidden_tables:
        raise _first_is_hidden(part.table_names[0])
    return _measured(part, part.table_names)


def _of_workbook(archive: zipfile.ZipFile, names: list[str], budget: ElementBudget) -> Measured:
    """Every part a reader may open is counted; the sheets behind the first are not opened."""
    book = _part(archive, WORKBOOK, budget)
    relations = _part(archive, RELATIONS, budget).targets if RELATIONS in names else {}
    places = [_place(relations.get(sheet.relation, "")) for sheet in book.sheets]
    first = places[0] if places else ""
    if first not in names:
        raise refuse(_("This is no workbook. Save the table as XLSX, ODS or CSV."))
    if book.sheets[0].is_hidden:
        raise _first_is_hidden(book.sheets[0].name)
    not_opened = {WORKBOOK, RELATIONS, *places}
    for name in names:
        if name not in not_opened and name.endswith(XML_ENDINGS):
            _part(archive, name, budget)
    return _measured(_part(archive, first, budget), [sheet.name for sheet in book.sheets])


def _measured(part: WorkbookPart, sheets: list[str]) -> Measured:
    return Measured(
        first_sheet=sheets[0] if sheets else "",
        other_sheets=sheets[1:],
        formulas=part.formulas,
        hidden_rows={row for row in part.hidden_rows if 1 < row <= part.rows},
        hidden_columns=part.hidden_columns,
    )


def _first_is_hidden(name: str) -> FileRefused:
    message = _("The first sheet “%(name)s” is hidden. Show it, or put the table in front of it.")
    return refuse(message % {"name": name})


def _place(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _part(archive: zipfile.ZipFile, name: str, budget: ElementBudget) -> WorkbookPart:
    """One file of the workbook, its elements counted as they go by."""
    part = WorkbookPart(budget)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = part.start
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        with archive.open(name) as file:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)  # the end of the file, by position only
    except expat.ExpatError as error:
        raise unreadable(error) from None
    return part


def _refuse_document_type(*_declared: object) -> None:
    message = _("The file declares a document type or entities. Remove them: none is read.")
    raise refuse(message, value="<!DOCTYPE")
