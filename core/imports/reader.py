"""Text files from elsewhere: their encoding, their separator, their rows one by one.

All text leaves here in its composed form (NFC).
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from core.imports.cells import check_cell, normal_form, without_marks
from core.imports.errors import Errors, quoted, refuse
from core.imports.kind import UTF16, FileKind, refuse_kind

LARGEST_FILE = 2 * 1024**3
CHUNK = 1024 * 1024
SEPARATORS = (";", ",", "\t")
LONGEST_LINE = 1024 * 1024
MOST_COLUMNS = 500
UTF8 = "utf-8-sig"
NO_LETTER = re.compile(r"[\s_\-.()*:]+")

Columns = Mapping[str, Sequence[str]]


def require_readable(path: Path, largest: int = LARGEST_FILE) -> None:
    """Raise FileRefused unless `path` is a file that is not empty and not larger than `largest`."""
    if not path.is_file():
        raise refuse(_("There is no file %(path)s.") % {"path": path})
    size = path.stat().st_size
    if size == 0:
        raise refuse(_("%(path)s is empty.") % {"path": path.name})
    if size > largest:
        message = _("%(path)s is %(size)s MB large; at most %(largest)s MB can be read. Split it.")
        values = {"path": path.name, "size": -(-size // 1024**2), "largest": largest // 1024**2}
        raise refuse(message % values)


def encoding_of(path: Path, fallback: str = "cp1252") -> str:
    """UTF-16 by its first bytes, UTF-8 if the whole file is, else `fallback`.

    Raises FileRefused for what is no text.
    """
    with path.open("rb") as file:
        if file.read(2) in UTF16:
            return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if b"\x00" in chunk:
                raise refuse_kind(path, FileKind.OTHER, {FileKind.TEXT})
            if is_utf8:
                is_utf8 = _decodes(decoder, chunk)
    return UTF8 if is_utf8 and _decodes(decoder, b"", final=True) else fallback


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def header_of(path: Path, encoding: str) -> tuple[list[str], str]:
    """The column names of a CSV file, in lower case, and its separator."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        line = file.readline(LONGEST_LINE)
    separator = max(SEPARATORS, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator), [])
    except csv.Error as error:
        raise refuse(_("The header cannot be read (%(error)s).") % {"error": error}) from None
    if len(names) > MOST_COLUMNS:
        message = _("The header has %(count)s columns, at most %(most)s are read.")
        raise refuse(message % {"count": len(names), "most": MOST_COLUMNS}, row=1)
    return [heading(name) for name in names], separator


def heading(cell: str) -> str:
    """A heading as it is told: in lower case, without spaces around it and what nobody sees."""
    return without_marks(normal_form(cell)).strip().lower()


def folded(name: str) -> str:
    """A heading as it is compared: OZG-ID, ozg_id and OzgId are one name."""
    return NO_LETTER.sub("", heading(name))


def has_columns(header: Sequence[str], *names: str) -> bool:
    """Whether a header has all columns called `names`, however they are spelt."""
    return {folded(name) for name in names} <= {folded(name) for name in header}


def places_of(
    header: Sequence[str], columns: Columns, needed: Sequence[str], errors: Errors
) -> dict[str, int]:
    """Where each of our columns stands in the header.

    Raises FileRefused if a needed one does not, or if two columns of the file are one of ours:
    which of them holds would be a guess.
    """
    headings = [folded(name) for name in header]
    places: dict[str, int] = {}
    for name, aliases in columns.items():
        known = {folded(alias) for alias in aliases}
        found = [place for place, text in enumerate(headings) if text in known]
        if len(found) > 1:
            both = ", ".join(
                f"{quoted(header[place])} ({xl_col_to_name(place)})" for place in found
            )
            message = _("These columns mean the same: %(columns)s. Keep one of them.")
            errors.add(1, header[found[0]], "", message % {"columns": both})
        elif found:
            places[name] = found[0]
        elif name in needed:
            message = _("The column is missing. The header names: %(header)s.")
            errors.add(1, columns[name][0], "", message % {"header": ", ".join(header)[:500]})
    errors.check()
    return places


class CsvFile:
    """The rows of a CSV file, cut to the columns that are asked for.

    `columns` maps our names to the names a header may use for them; those in `needed` must be
    there. Rows that are too short or too long are noted as errors and left out:
    a file that was cut off ends in one.
    """

    def __init__(
        self,
        path: Path,
        columns: Columns,
        needed: Sequence[str],
        errors: Errors,
        *,
        encoding: str = "",
        lines: Collection[str] = (),
    ) -> None:
        require_readable(path)
        self.notes: list[str] = []
        self._lines = frozenset(lines)
        self.path = path
        self.errors = errors
        self.encoding = encoding or encoding_of(path)
        self.header, self.separator = header_of(path, self.encoding)
        self.places = places_of(self.header, columns, needed, errors)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells, in the order of `places`."""
        wanted = list(self.places.values())
        width = len(self.header)
        with self.path.open(encoding=self.encoding, errors="strict", newline="") as file:
            reader = csv.reader(_lines(file), delimiter=self.separator, strict=True)
            try:
                next(reader)
                for cells in reader:
                    if len(cells) == width:
                        yield reader.line_num, self._checked(reader.line_num, cells, wanted)
                    elif cells:
                        self._wrong_width(reader.line_num, len(cells), width)
            except csv.Error as error:
                message = _("The row cannot be read (%(error)s). Is the file complete?")
                self.errors.add(reader.line_num + 1, "", "", message % {"error": error})
            except UnicodeDecodeError as error:
                message = _("Not a character of %(encoding)s. Save the file as UTF-8.")
                value = error.object[error.start : error.end].hex()
                values = {"encoding": self.encoding}
                self.errors.add(reader.line_num + 1, "", value, message % values)

    def _checked(self, row: int, cells: list[str], wanted: list[int]) -> list[str]:
        """The wanted cells; one that says something else than it shows is noted as wrong."""
        chosen = [cells[place] for place in wanted]
        if not all(map(_is_plain, chosen)):
            for name, place in self.places.items():
                wrong = check_cell(cells[place].strip(), lines=name in self._lines)
                if wrong:
                    self.errors.add(row, self.header[place], cells[place], wrong)
        return chosen

    def _wrong_width(self, row: int, cells: int, width: int) -> None:
        message = _("The row has another number of cells than the header. Is the file complete?")
        self.errors.add(row, "", f"{cells} / {width}", message)


def _is_plain(cell: str) -> bool:
    """Whether a cell needs no closer look: most do not, and this is asked millions of times."""
    return cell.isprintable() and not cell.lstrip().startswith("=") and "+" not in cell


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; one that would not fit into memory is refused."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            message = _("The line is longer than %(length)s characters. Is this a CSV file?")
            raise refuse(message % {"length": LONGEST_LINE}, row=number)
        yield normal_form(line)
