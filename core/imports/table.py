"""A table of a file, CSV or workbook, row by row, with its wrong cells collected.

The one reader of tables: every door that takes a table of people reads it with this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from core.database.fields import check_text
from core.errors import RuleError
from core.imports.errors import Errors, refuse
from core.imports.kind import SHEETS, TABLES, require_kind
from core.imports.reader import Columns, CsvFile, require_readable
from core.imports.sheet import SheetFile

MOST_ROWS = 20_000  # such files are typed by people

Value = TypeVar("Value")


def open_rows(
    path: Path,
    columns: Columns,
    needed: Sequence[str],
    errors: Errors,
    *,
    lines: Collection[str] = (),
) -> CsvFile | SheetFile:
    """The rows of a table of either kind. Raises FileRefused for what is none.

    Cells of the columns in `lines` may have several lines.
    """
    require_readable(path)
    is_sheet = require_kind(path, TABLES) in SHEETS
    return (SheetFile if is_sheet else CsvFile)(path, columns, needed, errors, lines=lines)


class FileTable:
    """The rows of a file, cut to `columns`: our names to the names a header may use for them."""

    def __init__(
        self,
        path: Path,
        columns: Columns,
        needed: Sequence[str],
        errors: Errors,
        *,
        lines: Collection[str] = (),
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._rows = open_rows(path, columns, needed, errors, lines=lines)
        self.columns, self.errors, self.most_rows = columns, errors, most_rows
        self.names = list(self._rows.places)
        self.notes = self._rows.notes

    def heading(self, name: str) -> str:
        """The heading of a column as it stands in the file; as we call it where it has none."""
        place = self._rows.places.get(name)
        return self.columns[name][0] if place is None else self._rows.header[place]

    def __iter__(self) -> Iterator[FileRow]:
        for count, (number, cells) in enumerate(self._rows, start=1):
            if count > self.most_rows:
                message = _("More than %(count)s rows. Split the file.")
                raise refuse(message % {"count": self.most_rows}, row=number)
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield FileRow(self, number, dict(zip(self.names, stripped, strict=True)))


class FileRow:
    """One row: its cells by our names, empty where the file has no such column."""

    def __init__(self, table: FileTable, number: int, cells: Mapping[str, str]) -> None:
        self._table, self.number, self._cells = table, number, cells
        self.wrong_cells = 0

    def __getitem__(self, name: str) -> str:
        return self._cells.get(name, "")

    def wrong(self, name: str, message: str) -> None:
        """Note that the cell of the column `name` is wrong."""
        self.wrong_cells += 1
        self._table.errors.add(self.number, self._table.heading(name), self[name], message)

    def value(self, name: str, convert: Callable[[str], Value]) -> Value | None:
        """The converted cell; None where it is wrong, which is noted then."""
        try:
            return convert(self[name])
        except (ValueError, RuleError) as error:
            self.wrong(name, str(error))
            return None

    def fit(self, model: type[Model], columns: Mapping[str, str]) -> None:
        """Note each cell of `columns` that its field of the model, named beside it, does not take.

        Asks what the field alone can tell: characters, length, its validators.
        """
        for name, field_name in columns.items():
            field: Any = model._meta.get_field(field_name)
            try:
                check_text(self[name], field=field)
                field.run_validators(self[name])
            except RuleError as error:
                self.wrong(name, error.message)
            except ValidationError as error:
                self.wrong(name, " ".join(error.messages))

    def optional(self, name: str, convert: Callable[[str], Value]) -> Value | None:
        """As `value`, and None for an empty cell."""
        return self.value(name, convert) if self[name] else None
