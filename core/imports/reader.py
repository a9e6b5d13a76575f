"""Text files from elsewhere: their encoding, their separator, their rows one by one."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from core.imports.errors import Errors, refuse

LARGEST_FILE = 2 * 1024**3
CHUNK = 1024 * 1024
SEPARATORS = (";", ",", "\t")
LONGEST_LINE = 1024 * 1024
UTF8 = "utf-8-sig"


def require_readable(path: Path, largest: int = LARGEST_FILE) -> None:
    """Raise FileRefused unless `path` is a file that is not empty and not larger than `largest`."""
    if not path.is_file():
        raise refuse(_("There is no file %(path)s.") % {"path": path})
    size = path.stat().st_size
    if size == 0:
        raise refuse(_("%(path)s is empty.") % {"path": path.name})
    if size > largest:
        message = _("%(path)s is %(size)s MB large; at most %(largest)s MB can be read. Split it.")
        values = {"path": path.name, "size": size // 1024**2, "largest": largest // 1024**2}
        raise refuse(message % values)


def encoding_of(path: Path, fallback: str = "cp1252") -> str:
    """UTF-8 if the whole file is, else `fallback`. Raises FileRefused for what is no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if b"\x00" in chunk:
                raise refuse(_("%(path)s is no text file.") % {"path": path.name})
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
    names = next(csv.reader([line], delimiter=separator), [])
    return [name.strip().strip("\ufeff").lower() for name in names], separator


def places_of(
    header: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    errors: Errors,
) -> dict[str, int]:
    """Where each of our columns stands in the header. Raises FileRefused if a needed one is not."""
    places = {
        name: header.index(alias)
        for name, aliases in columns.items()
        for alias in aliases
        if alias in header
    }
    for name in needed:
        if name not in places:
            message = _("The column is missing. The header names: %(header)s.")
            errors.add(1, columns[name][0], "", message % {"header": ", ".join(header)[:500]})
    errors.check()
    return places


class CsvFile:
    """The rows of a CSV file, cut to the columns that are asked for.

    `columns` maps our names to the names a header may use for them, in lower case; those in
    `needed` must be there. Rows that are too short or too long are noted as errors and left out:
    a file that was cut off ends in one.
    """

    def __init__(
        self,
        path: Path,
        columns: Mapping[str, Sequence[str]],
        needed: Sequence[str],
        errors: Errors,
        *,
        encoding: str = "",
    ) -> None:
        require_readable(path)
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
                        yield reader.line_num, [cells[place] for place in wanted]
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

    def _wrong_width(self, row: int, cells: int, width: int) -> None:
        message = _("%(cells)s cells instead of %(width)s. Is the file complete?")
        self.errors.add(row, "", "", message % {"cells": cells, "width": width})


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; one that would not fit into memory is refused."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            message = _("The line is longer than %(length)s characters. Is this a CSV file?")
            raise refuse(message % {"length": LONGEST_LINE}, row=number)
        yield line
