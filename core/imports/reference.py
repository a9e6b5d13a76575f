"""Reads the project's own CSV files into typed rows, and loads each file once per content.

A file is refused as a whole with all its errors; an unchanged file costs one digest.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.imports.errors import Errors
from core.imports.table import FileRow, FileTable
from core.models import DataSet

YES_NO = {"true": True, "false": False, "yes": True, "no": False}

ModelT = TypeVar("ModelT", bound=models.Model)


@dataclass(frozen=True)
class ReferenceColumn:
    """How a cell becomes a value, and what an empty cell means; a needed one must not be empty."""

    convert: Callable[[str], Any]
    empty: Any = None
    needed: bool = False

    def read(self, cell: str) -> Any:
        """The value of a filled cell. Raises ValueError where it is none."""
        try:
            return self.convert(cell)
        except (ValueError, KeyError, InvalidOperation) as error:
            raise ValueError(_("This cannot be read here.")) from error


def text(*, needed: bool = False) -> ReferenceColumn:
    """Text; empty is "", as Django keeps it."""
    return ReferenceColumn(str, empty="", needed=needed)


def integer(*, needed: bool = False) -> ReferenceColumn:
    return ReferenceColumn(int, needed=needed)


def decimal(*, needed: bool = False) -> ReferenceColumn:
    return ReferenceColumn(Decimal, needed=needed)


def day(*, needed: bool = False) -> ReferenceColumn:
    return ReferenceColumn(date.fromisoformat, needed=needed)


def flag() -> ReferenceColumn:
    """true, yes, false or no; empty is false."""
    return ReferenceColumn(YES_NO.__getitem__, empty=False)


def listing() -> ReferenceColumn:
    """Parts separated by |."""
    return ReferenceColumn(lambda cell: [part.strip() for part in cell.split("|")], empty=[])


def one_of(choices: type[models.TextChoices], *, needed: bool = True) -> ReferenceColumn:
    """A value of `choices`."""
    return ReferenceColumn(lambda cell: choices(cell).value, empty="", needed=needed)


class ReferenceRow(dict[str, Any]):
    """The typed cells of one line."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


@dataclass
class ReferenceTable:
    """The rows of a file, and the errors found in them so far."""

    path: Path
    rows: list[ReferenceRow] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)

    def refuse(self, line: int, column: str, value: object, why: str) -> None:
        """Note an error with line, column and value."""
        self.errors.add(line, column, value, why)

    def must_be_known(self, column: str, keys: Collection[Any]) -> None:
        """Note an error for each filled cell (or part of a listing) that is not one of `keys`."""
        for row in self.rows:
            cell = row[column]
            for value in cell if isinstance(cell, list) else [cell]:
                if value not in (None, "") and value not in keys:
                    self.refuse(row.line, column, value, _("This value is not known."))

    def must_be_unique(self, *columns: str) -> None:
        """Note an error for each row whose key occurred before."""
        seen: dict[tuple[Any, ...], int] = {}
        for row in self.rows:
            key = tuple(row[column] for column in columns)
            if key in seen:
                why = _("This key stands in line %(line)s already.") % {"line": seen[key]}
                self.refuse(row.line, ", ".join(columns), ", ".join(map(str, key)), why)
            seen.setdefault(key, row.line)

    def check(self) -> None:
        """Raise FileRefused with all errors noted."""
        self.errors.check()


def read(path: Path, columns: Mapping[str, ReferenceColumn]) -> ReferenceTable:
    """The rows of a table of our own, and their errors. Its first line names the columns.

    Raises FileRefused for a file that is no table or lacks a column.
    """
    table = ReferenceTable(path)
    headings = {name: [name] for name in columns}
    rows = FileTable(
        path, headings, list(columns), table.errors, lines=columns, most_rows=sys.maxsize
    )
    table.rows = [_typed(row, columns) for row in rows]
    return table


def _typed(cells: FileRow, columns: Mapping[str, ReferenceColumn]) -> ReferenceRow:
    row = ReferenceRow(cells.number)
    for name, column in columns.items():
        row[name] = column.empty
        if cells[name]:
            row[name] = cells.value(name, column.read)
        elif column.needed:
            cells.wrong(name, _("The cell must not be empty."))
    return row


@dataclass(frozen=True)
class Loaded:
    """What became of one file."""

    name: str
    rows: int
    unchanged: bool = False
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file of the project and how its rows get into the database.

    `load` gets the checked rows, may note further errors, and returns the rows that it left as
    staff had edited them.
    """

    name: str
    path: Path
    columns: Mapping[str, ReferenceColumn]
    load: Callable[[ReferenceTable], list[str] | None]

    def digest(self) -> str:
        """Fingerprint of the file's content and of what we read from it."""
        digest = hashlib.sha256(",".join(self.columns).encode())
        digest.update(self.path.read_bytes())
        return digest.hexdigest()


@transaction.atomic
def load_source(source: Source) -> Loaded:
    """Load the file unless its content stands in the database already.

    Raises FileRefused with all errors; nothing is written then.
    """
    digest = source.digest()
    if DataSet.objects.filter(name=source.name, digest=digest).exists():
        return Loaded(source.name, 0, unchanged=True)
    table = read(source.path, source.columns)
    table.check()
    kept = source.load(table) or []
    table.check()
    DataSet.objects.update_or_create(
        name=source.name, defaults={"digest": digest, "loaded_at": timezone.now()}
    )
    return Loaded(source.name, len(table.rows), kept=tuple(kept))


def upsert(objects: list[ModelT], *, key: Iterable[str], fields: Iterable[str]) -> None:
    """Insert the objects; where `key` exists, set `fields` to the file's values."""
    if objects:
        type(objects[0])._default_manager.bulk_create(
            objects,
            update_conflicts=True,
            unique_fields=list(key),
            update_fields=list(fields),
            batch_size=2000,
        )


def insert_missing(
    objects: list[ModelT], *, key: tuple[str, ...], fields: Iterable[str]
) -> list[str]:
    """Insert the objects whose `key` is new; returns those that exist with other values.

    For tables that staff maintain after the first load: what they changed stays.
    """
    if not objects:
        return []
    manager = type(objects[0])._default_manager
    existing = {_values(row, key): row for row in manager.all()}
    manager.bulk_create([item for item in objects if _values(item, key) not in existing])
    return [
        str(existing[_values(item, key)])
        for item in objects
        if _values(item, key) in existing
        and _values(existing[_values(item, key)], fields) != _values(item, fields)
    ]


def _values(item: models.Model, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(item, name) for name in names)
