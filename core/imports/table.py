"""A table of a file, CSV or workbook, row by row, with its wrong cells collected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.imports.errors import Errors, refuse
from core.imports.reader import CsvFile
from core.imports.sheet import SheetFile, is_sheet, read_sheet

MOST_ROWS = 20_000  # such files are typed by people

Value = TypeVar("Value")


class Table:
    """The rows of a file, cut to `columns`: our names to the names a header may use for them."""

    def __init__(
        self,
        path: Path,
        columns: Mapping[str, Sequence[str]],
        needed: Sequence[str],
        errors: Errors,
    ) -> None:
        read = read_sheet if is_sheet(path) else CsvFile
        self._rows = read(path, columns, needed, errors)
        self.columns, self.errors = columns, errors

    def __iter__(self) -> Iterator[Row]:
        names = list(self._rows.places)
        for count, (number, cells) in enumerate(self._rows, start=1):
            if count > MOST_ROWS:
                message = _("More than %(count)s rows. Split the file.")
                raise refuse(message % {"count": MOST_ROWS}, row=number)
            if any(cells):
                stripped = (cell.strip() for cell in cells)
                row = Row(self, number, dict(zip(names, stripped, strict=True)))
                self._refuse_formulas(row)
                yield row

    def _refuse_formulas(self, row: Row) -> None:
        """What a formula gives depends on where it is computed; a value stands for itself."""
        if isinstance(self._rows, SheetFile):
            for name in self._rows.places:
                if self._rows.has_formula(row.number, name):
                    row.wrong(name, _("This cell is a formula. Paste its value."))


class Row:
    """One row: its cells by our names, empty where the file has no such column."""

    def __init__(self, table: Table, number: int, cells: Mapping[str, str]) -> None:
        self._table, self.number, self._cells = table, number, cells
        self.wrong_cells = 0

    def __getitem__(self, name: str) -> str:
        return self._cells.get(name, "")

    def wrong(self, name: str, message: str) -> None:
        """Note that the cell of the column `name` is wrong."""
        self.wrong_cells += 1
        column = self._table.columns[name][0]
        self._table.errors.add(self.number, column, self[name], message)

    def value(self, name: str, convert: Callable[[str], Value]) -> Value | None:
        """The converted cell; None where it is wrong, which is noted then."""
        try:
            return convert(self[name])
        except (ValueError, RuleError) as error:
            self.wrong(name, str(error))
            return None
