"""What is wrong in a file: row, column, value and remedy, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.errors import RuleError

MOST_ERRORS = 1000  # more do not help anybody; the number of all is still told
LONGEST_VALUE = 60
ONE_CAUSE = 10  # so many rows with one message are one cause, told once
ROWS_NAMED = 5


def quoted(value: str) -> str:
    """The value in the quotation marks of the language."""
    return _("“%(value)s”") % {"value": value}


@dataclass(frozen=True)
class CellError:
    """One wrong cell. `row` is the line as an editor shows it; 0 means the whole file.

    `rows` are all lines that one cause meets, where there are many; `row` is the first.
    """

    row: int
    column: str
    value: str
    message: str
    rows: tuple[int, ...] = ()

    @property
    def cells(self) -> int:
        """How many wrong cells this stands for."""
        return max(1, len(self.rows))

    @property
    def where(self) -> str:
        """The row, or the first rows and how many there are."""
        if not self.rows:
            return str(self.row) if self.row else ""
        named = ", ".join(map(str, self.rows[:ROWS_NAMED]))
        return _("%(rows)s … (%(count)s rows)") % {"rows": named, "count": len(self.rows)}

    def __str__(self) -> str:
        value = self.value
        if len(value) > LONGEST_VALUE:
            value = value[: LONGEST_VALUE - 1] + "…"
        place = []
        if self.rows:
            place.append(_("Rows %(rows)s") % {"rows": self.where})
        elif self.row:
            place.append(_("Row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column “%(column)s”") % {"column": self.column})
        if value:
            place.append(quoted(value))
        return f"{', '.join(place)}: {self.message}" if place else self.message


class FileRefused(RuleError):  # noqa: N818  # reads as what happened
    """Nothing was written; `errors` lists the first thousand, `count` says how many there are."""

    def __init__(self, errors: Sequence[CellError], count: int | None = None) -> None:
        self.errors = list(errors)
        self.count = sum(error.cells for error in errors) if count is None else count
        super().__init__(str(errors[0]), field=errors[0].column or None, code="file")

    @property
    def lines(self) -> Iterator[str]:
        """One sentence per error, and what was left out."""
        yield from map(str, self.errors)
        more = self.left_out(self.errors)
        if more > 0:
            yield _("… and %(count)s more errors.") % {"count": more}

    def left_out(self, shown: Sequence[CellError]) -> int:
        """How many wrong cells `shown` does not stand for."""
        return self.count - sum(error.cells for error in shown)


class Errors:
    """Collects wrong cells while a file streams by; memory stays flat however many there are."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[CellError] = []
        self._rows: dict[tuple[str, str], list[int]] = {}

    def add(self, row: int, column: str, value: object, message: str) -> None:
        """Note a wrong cell; the same message in the same column is one cause."""
        self.count += 1
        rows = self._rows.get((column, message))
        if rows is not None:
            rows.append(row)
        elif len(self._rows) < MOST_ERRORS:
            self._rows[column, message] = [row]
        if len(self._first) < MOST_ERRORS and (rows is None or len(rows) <= MOST_ERRORS):
            self._first.append(CellError(row, column, str(value), message))

    def check(self) -> None:
        """Raise FileRefused if there are any."""
        if self.count:
            raise FileRefused(sorted(self._told(), key=lambda error: error.row), self.count)

    def _told(self) -> Iterator[CellError]:
        """The errors in the order they were met; a cause that meets many rows once."""
        told: set[tuple[str, str]] = set()
        for error in self._first:
            cause = (error.column, error.message)
            rows = self._rows.get(cause, [])
            if len(rows) < ONE_CAUSE:
                yield error
            elif cause not in told:
                told.add(cause)
                yield replace(error, rows=tuple(rows))


def as_refusal(error: RuleError) -> FileRefused:
    """What a rule said while a file was written, as the refusal of the file."""
    if isinstance(error, FileRefused):
        return error
    return refuse(error.message, column=error.field or "")


def refuse(message: str, *, row: int = 0, column: str = "", value: str = "") -> FileRefused:
    """The error of a file that cannot be read on at all."""
    return FileRefused([CellError(row, column, value, message)])
